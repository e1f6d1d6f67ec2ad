"""Workspaces: tenants, team, plans, notifications, media, mail and platform administration."""

from mewayz_kit.service import Service
from mewayz_workspace.base import Base
from mewayz_workspace.push_subscriptions.keys import ensure as ensure_push_keys
from mewayz_workspace.settings import WorkspaceSettings
from mewayz_workspace.workspaces.tenant import load_tenant

service = Service(
    "workspace",
    title="Workspaces",
    base=Base,
    settings=WorkspaceSettings,
    # Fresh addresses come from identity; the words of deferred notices from whoever asked for them.
    calls=("identity", "social", "crm", "commerce", "courses", "bookings", "finance", "ai", "marketplace", "analytics"),
    # What finance says of payments, until it is there to say it.
    awaits=(
        *(f"finance.payment.{v}.v1" for v in ("requires_action", "succeeded", "failed", "canceled", "expired")),
        *(f"finance.dunning.{verb}.v1" for verb in ("attempt_failed", "recovered", "exhausted")),
        "finance.payment.disputed.v1",
        "finance.refund.succeeded.v1",
        "finance.revenue_share_bill.issued.v1",
    ),
    load_tenant=load_tenant,
    on_start=ensure_push_keys,
)

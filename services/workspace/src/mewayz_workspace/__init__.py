"""Workspaces: tenants, team, plans, notifications, media, mail and platform administration."""

from mewayz_kit.service import Service
from mewayz_workspace.base import Base
from mewayz_workspace.projections.record_access.service import narrow
from mewayz_workspace.push_subscriptions.keys import ensure as ensure_push_keys
from mewayz_workspace.settings import WorkspaceSettings
from mewayz_workspace.team.access.local import load_access
from mewayz_workspace.workspaces.tenant import load_tenant

service = Service(
    "workspace",
    title="Workspaces",
    base=Base,
    settings=WorkspaceSettings,
    # Fresh addresses come from identity; the words of deferred notices from whoever asked for them.
    calls=("identity", "social", "crm", "commerce", "courses", "bookings", "finance", "ai", "marketplace", "analytics"),
    # What finance says of payments, and what earns rewards or ends them, until there is somebody to say it.
    awaits=(
        *(f"finance.payment.{v}.v1" for v in ("requires_action", "succeeded", "failed", "canceled", "expired")),
        *(f"finance.dunning.{verb}.v1" for verb in ("attempt_failed", "recovered", "exhausted")),
        *(f"finance.wallet.{verb}.v1" for verb in ("credited", "reversed")),
        "finance.payment.disputed.v1",
        "finance.refund.succeeded.v1",
        "finance.revenue_share_bill.issued.v1",
        *(f"commerce.order.{verb}.v1" for verb in ("paid", "refunded")),
        *(f"marketplace.purchase.{verb}.v1" for verb in ("paid", "refunded")),
        "ai.token_pack.purchased.v1",
    ),
    load_tenant=load_tenant,
    load_access=load_access,
    narrow=narrow,
    on_start=ensure_push_keys,
)

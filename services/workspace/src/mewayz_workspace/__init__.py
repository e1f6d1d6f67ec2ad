"""Workspaces: tenants, team, plans, notifications, media, mail and platform administration."""

from mewayz_kit.service import Service
from mewayz_workspace.base import Base
from mewayz_workspace.settings import WorkspaceSettings
from mewayz_workspace.workspaces.tenant import load_tenant

service = Service(
    "workspace",
    title="Workspaces",
    base=Base,
    settings=WorkspaceSettings,
    # Fresh addresses come from identity; the words of deferred notices from whoever asked for them.
    calls=("identity", "social", "crm", "commerce", "courses", "bookings", "finance", "ai", "marketplace", "analytics"),
    # What earns rewards or ends them, until there is somebody to say it.
    awaits=(
        *(f"finance.{what}.v1" for what in ("payment.succeeded", "payment.disputed", "refund.succeeded")),
        *(f"finance.wallet.{verb}.v1" for verb in ("credited", "reversed")),
        *(f"commerce.order.{verb}.v1" for verb in ("paid", "refunded")),
        *(f"marketplace.purchase.{verb}.v1" for verb in ("paid", "refunded")),
        "ai.token_pack.purchased.v1",
        "crm.onboarding.claimed.v1",
    ),
    load_tenant=load_tenant,
)

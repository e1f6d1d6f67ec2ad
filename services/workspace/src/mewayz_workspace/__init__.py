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
    load_tenant=load_tenant,
    on_start=ensure_push_keys,
)

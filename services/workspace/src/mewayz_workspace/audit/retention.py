"""How long entries are kept: as many days as the plan says."""

from datetime import timedelta

from sqlmodel import col

from mewayz_kit.inbox import Work
from mewayz_kit.retention import forget
from mewayz_workspace.audit.models import AuditEntry
from mewayz_workspace.entitlements import service as entitlements

DAYS = "workspace.audit_days"
FOREVER = -1


async def forget_old(work: Work) -> None:
    """Each plan keeps its days."""
    async with work.uow(writes=False) as uow:
        with uow.unscoped("retention looks at every workspace"):
            held = await entitlements.limits_everywhere(uow, DAYS)
    for workspace_id, days in held.items():
        if days != FOREVER:
            mine = col(AuditEntry.workspace_id) == workspace_id
            await forget(work.runtime, AuditEntry, mine, col(AuditEntry.at) < work.now - timedelta(days=days))

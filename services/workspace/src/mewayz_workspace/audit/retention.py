"""How long entries are kept: as many days as the plan says."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit.models import AuditEntry
from mewayz_workspace.entitlements import service as entitlements

DAYS = "workspace.audit_days"
FOREVER = -1
BATCH = 1000


async def forget_old(uow: UnitOfWork) -> None:
    """Each plan keeps its days; one batch per workspace and run."""
    with uow.unscoped("retention looks at every workspace"):
        held = await entitlements.limits_everywhere(uow, DAYS)
    for workspace_id, days in held.items():
        if days == FOREVER:
            continue
        async with uow.within(workspace_id=workspace_id):
            old = sa.select(col(AuditEntry.id)).where(col(AuditEntry.at) < uow.now - timedelta(days=days))
            ids = list(await uow.all(old.limit(BATCH)))
            if ids:
                await uow.execute(sa.delete(AuditEntry).where(col(AuditEntry.id).in_(ids)))

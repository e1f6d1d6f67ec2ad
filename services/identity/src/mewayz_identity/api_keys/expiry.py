"""The end of API keys: notices before it, and freeing the plan after it."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.api_keys import rules
from mewayz_identity.api_keys.models import ApiKey
from mewayz_identity.api_keys.notices import tell_of_end
from mewayz_identity.api_keys.service import RECORDS, end_key
from mewayz_kit.uow import UnitOfWork

BATCH = 500


async def expire(uow: UnitOfWork) -> None:
    """Mark keys whose time is over, and free their places in the plans. They stopped working at the very moment."""
    for key_id, workspace_id in await _ending(uow, within=timedelta(0)):
        async with uow.within(workspace_id=workspace_id):
            row = await RECORDS.get(uow, key_id, lock=True)
            if row.state == "active":
                await end_key(uow, row, "expired")


async def warn(uow: UnitOfWork) -> None:
    """Tell the people of a key, 14 and 3 days before its end, each once."""
    for key_id, workspace_id in await _ending(uow, within=timedelta(days=max(rules.WARN_DAYS))):
        async with uow.within(workspace_id=workspace_id):
            row = await RECORDS.get(uow, key_id, lock=True)
            days = rules.warning_due(row.expires_at, uow.now, row.warned_days)
            if days is not None:
                row.warned_days = days
                tell_of_end(uow, row, days)


async def _ending(uow: UnitOfWork, *, within: timedelta) -> list[tuple[UUID, UUID]]:
    chosen = sa.select(col(ApiKey.id), col(ApiKey.workspace_id)).where(
        col(ApiKey.state) == "active", col(ApiKey.expires_at) <= uow.now + within
    )
    with uow.unscoped("keys end in every workspace"):
        rows = (await uow.execute(chosen.order_by(col(ApiKey.expires_at)).limit(BATCH))).all()
    return [(row.id, row.workspace_id) for row in rows]

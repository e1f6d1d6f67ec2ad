"""Use-cases of settings."""

from typing import Any

import sqlalchemy as sa

from mewayz_crm.settings.models import CrmSettings
from mewayz_crm.settings.schemas import CrmSettingsCreate, CrmSettingsRead
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

records = Records(CrmSettings, CrmSettingsRead, entity="settings", tells=("updated",))


async def current(uow: UnitOfWork) -> CrmSettings:
    """The settings of the workspace, or those that hold before anything was chosen (version 0)."""
    found: CrmSettings | None = await uow.scalar(sa.select(CrmSettings))
    return found or _blank(uow)


async def may_mail(uow: UnitOfWork, address_norm: str) -> bool:
    """Whether the workspace lets mail go to the domain of an address."""
    domain, held = address_norm.rpartition("@")[2], await current(uow)
    return domain not in held.blocked_domains and (not held.allowed_domains or domain in held.allowed_domains)


async def show(uow: UnitOfWork) -> CrmSettingsRead:
    """The settings as an answer."""
    return await records.show_one(uow, await current(uow))


async def change(uow: UnitOfWork, patch: Any, if_match: str | None) -> CrmSettingsRead:
    """Apply a merge patch; of two that come first at once, both meet the one row."""
    await uow.execute(insert_ignore(uow.runtime.db.dialect, CrmSettings).values(**_blank(uow).model_dump()))
    row: CrmSettings = await uow.scalar(sa.select(CrmSettings).with_for_update())
    records.match(row, if_match)
    return await records.show_one(uow, await records.update(uow, row, patch))


def _blank(uow: UnitOfWork) -> CrmSettings:
    # There is one per workspace, so it goes by the workspace's id.
    return CrmSettings(
        id=uow.workspace_id,
        workspace_id=uow.workspace_id,
        version=0,
        created_at=uow.now,
        updated_at=uow.now,
        **CrmSettingsCreate().model_dump(),
    )

"""Showing and changing the settings; every change is in the security log with both values."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.base import delete
from mewayz_identity.platform_settings.events import SettingsChanged
from mewayz_identity.platform_settings.models import PlatformSetting
from mewayz_identity.platform_settings.schemas import SettingsRead, SettingsUpdate
from mewayz_identity.policy import PolicyBook, starting
from mewayz_identity.security_events import service as security_events
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork


async def show(uow: UnitOfWork) -> SettingsRead:
    """The settings as stored."""
    changed = {row.name: row.value["is"] for row in await uow.all(sa.select(PlatformSetting))}
    policy = starting(uow.runtime).model_dump() | changed
    return SettingsRead(**policy, changed=sorted(changed), as_of=uow.now)


async def update(uow: UnitOfWork, patch: SettingsUpdate) -> SettingsRead:
    """Apply a merge patch; this process follows at once, the others within ten seconds."""
    rows = {row.name: row for row in await uow.all(sa.select(PlatformSetting).with_for_update())}
    defaults = starting(uow.runtime).model_dump()
    changes: dict[str, Any] = {}
    for name, value in given(patch).items():
        before = rows[name].value["is"] if name in rows else defaults[name]
        after = defaults[name] if value is None else value
        if value is None and name in rows:
            await uow.execute(delete(PlatformSetting).where(col(PlatformSetting.name) == name))
        elif value is not None and name in rows:
            rows[name].value = {"is": value}
        elif value is not None and before != after:
            uow.add(PlatformSetting(name=name, value={"is": value}))
        if before != after:
            changes[name] = {"before": before, "after": after}
    await uow.flush()
    if changes:
        security_events.record(uow, "settings.changed", user_id=None, changes=changes)
        uow.publish(SettingsChanged(by=uow.principal.id, changes=changes))
        uow.after_commit(uow.runtime.part(PolicyBook).forget)
    return await show(uow)

"""Use-cases of settings."""

from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import col

from mewayz_kit.errors import NotFound, Unprocessable
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.platform_settings.models import PlatformSetting
from mewayz_workspace.platform_settings.rules import SETTINGS, plain, read
from mewayz_workspace.platform_settings.schemas import SettingChange, SettingRead


async def value(uow: UnitOfWork, key: str) -> Any:
    """A setting as it holds now, with its type."""
    row = await _row(uow, key)
    return read(key, row.value["is"] if row else SETTINGS[key].default)


async def every(uow: UnitOfWork) -> list[SettingRead]:
    """Every setting there is."""
    rows = {row.key: row for row in await uow.all(sa.select(PlatformSetting))}
    return [_shown(key, rows.get(key)) for key in sorted(SETTINGS)]


async def change(uow: UnitOfWork, *, key: str, data: SettingChange) -> SettingRead:
    """Set it, or take its default back; what is not possible is 422, an unknown key 404."""
    if key not in SETTINGS:
        raise NotFound(detail="There is no such setting.")
    new = plain(key, _checked(key, SETTINGS[key].default if data.value is None else data.value))
    row = await _row(uow, key, lock=True)
    before = row.value["is"] if row else SETTINGS[key].default
    if row is None:
        row = uow.add(PlatformSetting(key=key, value={"is": new}))
    row.value = {"is": new}
    await uow.flush()
    await audit.note_staff(
        uow,
        action="workspace.setting.changed",
        target_type="setting",
        target_id=row.id,
        reason=data.reason,
        changes={key: {"before": before, "after": new}},
    )
    return _shown(key, row)


def _checked(key: str, new: Any) -> Any:
    try:
        return read(key, new)
    except ValidationError as error:
        first = error.errors()[0]
        place = "".join(f"/{part}" for part in first["loc"])
        raise Unprocessable.field(f"/value{place}", str(first["type"]), str(first["msg"])) from error


async def _row(uow: UnitOfWork, key: str, *, lock: bool = False) -> PlatformSetting | None:
    statement = sa.select(PlatformSetting).where(col(PlatformSetting.key) == key)
    found: PlatformSetting | None = await uow.scalar(statement.with_for_update() if lock else statement)
    return found


def _shown(key: str, row: PlatformSetting | None) -> SettingRead:
    setting = SETTINGS[key]
    return SettingRead(
        key=key,
        value=row.value["is"] if row else setting.default,
        default=setting.default,
        description=setting.description,
        changed_at=row.updated_at if row else None,
    )

"""Staff routes of settings."""

from typing import Annotated

from mewayz_kit.auth import Uow, staff
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal
from mewayz_workspace.platform_settings import service
from mewayz_workspace.platform_settings.schemas import SettingChange, SettingRead, SettingsRead

router = new_router("workspace/admin/settings")


@router.get("")
async def list(p: Annotated[Principal, staff("platform.settings:read")], uow: Uow) -> SettingsRead:
    """Every setting with its value, default and meaning."""
    return SettingsRead(items=await service.every(uow))


@router.put("/{key}")
async def change(
    key: str, data: SettingChange, p: Annotated[Principal, staff("platform.settings:write")], uow: Uow
) -> SettingRead:
    """Set one; null takes the default back. It holds on the next request; the reason goes to the audit feed."""
    return await service.change(uow, key=key, data=data)

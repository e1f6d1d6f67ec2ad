"""Routes of platform settings."""

from typing import Annotated

from mewayz_identity.platform_settings import service
from mewayz_identity.platform_settings.schemas import SettingsRead, SettingsUpdate
from mewayz_kit.auth import Uow, staff
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal

router = new_router("identity/admin/settings", tag="platform_settings")


@router.get("")
async def get(p: Annotated[Principal, staff("platform.settings:read")], uow: Uow) -> SettingsRead:
    """The settings in force."""
    return await service.show(uow)


@router.patch("", openapi_extra=options(no_impersonation=True))
async def update(
    data: SettingsUpdate, p: Annotated[Principal, staff("platform.settings:write", step_up=True)], uow: Uow
) -> SettingsRead:
    """Change settings; every process follows within ten seconds. Who changed what is in the security log."""
    return await service.update(uow, data)

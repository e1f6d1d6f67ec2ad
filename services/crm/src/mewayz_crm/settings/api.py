"""Routes of settings."""

from typing import Annotated

from fastapi import Response

from mewayz_crm.settings import service
from mewayz_crm.settings.schemas import CrmSettingsRead, CrmSettingsUpdate
from mewayz_kit.answers import IfMatch, record_answer
from mewayz_kit.auth import Uow, require
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal

router = new_router("crm/settings")
Reader = Annotated[Principal, require("crm.settings:read", feature="contacts")]
# Not `write`: an editor changes records, not how the workspace mails (crm.md §10).
Manager = Annotated[Principal, require("crm.settings:manage", feature="contacts")]


@router.get("", response_model=CrmSettingsRead)
async def get(p: Reader, uow: Uow) -> Response:
    """How the workspace keeps records and sends mail; version 0 until something was chosen."""
    return record_answer(await service.show(uow))


@router.patch("", response_model=CrmSettingsRead)
async def update(data: CrmSettingsUpdate, p: Manager, uow: Uow, if_match: IfMatch = None) -> Response:
    """Change settings by JSON Merge Patch: absent fields stay, null clears."""
    return record_answer(await service.change(uow, data, if_match))

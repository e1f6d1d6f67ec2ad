"""Routes of referral codes."""

from typing import Annotated

from fastapi import Path

from mewayz_kit.auth import Anyone, Uow
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_workspace.referrals.codes import service
from mewayz_workspace.referrals.codes.schemas import CodeCreate, CodeShown, CodeUpdate

codes = Resource(
    "workspace/referral-codes",
    service.records,
    create=CodeCreate,
    update=CodeUpdate,
    permission="workspace.referrals",
    filter=("kind", "program_id", "code", "active", "user_id", "created_at"),
    sort=("created_at", "code"),
    search=("code", "label"),
    verbs=("list", "get", "create", "update"),
    on_create=service.create,
    on_update=service.update,
)
router = codes.router
public_router = new_router("workspace/public/referral-codes")


@public_router.get("/{code}", openapi_extra=options(rate="public"))
async def show(code: Annotated[str, Path(min_length=1, max_length=64)], p: Anyone, uow: Uow) -> CodeShown:
    """What a code stands for; 404 for one that does not work."""
    return await service.show(uow, code)

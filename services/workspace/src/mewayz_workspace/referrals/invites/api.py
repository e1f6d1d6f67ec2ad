"""Routes of referral invites."""

from typing import Annotated

from mewayz_kit.auth import Uow, require
from mewayz_kit.resource import Resource
from mewayz_kit.route import options
from mewayz_kit.tokens import Principal
from mewayz_workspace.referrals.invites import service
from mewayz_workspace.referrals.invites.schemas import InvitesCreate, InvitesSent

invites = Resource(
    "workspace/referral-invites",
    service.records,
    permission="workspace.referrals",
    filter=("state", "code_id", "created_at"),
    sort=("created_at",),
    verbs=("list",),
)
router = invites.router


@router.post("", openapi_extra=options(idempotency="required"))
async def send(
    data: InvitesCreate, p: Annotated[Principal, require("workspace.referrals:write", verified=True)], uow: Uow
) -> InvitesSent:
    """Invite up to 50 addresses by mail with the caller's own code; each row says how it went.

    403 `email_not_verified` (the caller's own).
    """
    return await service.send(uow, data)

"""Routes of invitations."""

from typing import Annotated

from fastapi import Path, Request, Response

from mewayz_kit.auth import Anyone, Person, Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal
from mewayz_workspace.team.invitations import acceptance, service
from mewayz_workspace.team.invitations.schemas import (
    Accept,
    Accepted,
    BatchCreate,
    BatchRead,
    Declined,
    InvitationCreate,
    InvitationRead,
    InvitationShown,
)

invitations = Resource(
    "workspace/invitations",
    service.records,
    permission="workspace.invitations",
    filter=("state", "email_norm", "role", "batch_id", "created_at"),
    sort=("created_at", "expires_at"),
    verbs=("list", "get"),
)
router = invitations.router
batches = Resource(
    "workspace/invitation-batches",
    service.batches,
    permission="workspace.invitations",
    sort=("created_at",),
    verbs=("list", "get"),
)
batch_router = batches.router
public_router = new_router("workspace/public/invitations")
Writer = Annotated[Principal, require("workspace.invitations:write", verified=True)]
Token = Annotated[str, Path(min_length=20, max_length=100, description="Token of the link in the mail.")]
PUBLIC = options(rate="public")
MAILED = options(idempotency="required")


@router.post("", status_code=201, openapi_extra=MAILED)
async def create(data: InvitationCreate, p: Writer, uow: Uow, response: Response) -> InvitationRead:
    """Invite an address by mail; an open invitation of it is superseded and its link void.

    403 `email_not_verified` (the caller's own) or `permission_escalation`; 409 `already_member`, then no mail.
    """
    row = await service.invite(uow, data)
    response.headers["Location"] = f"/api/v1/workspace/invitations/{row.id}"
    return InvitationRead.model_validate(row)


@router.post("/accept", openapi_extra=options(idempotency="none"))
async def accept(data: Accept, request: Request, p: Person, uow: Uow) -> Accepted:
    """Become a member. Safe to repeat: a second click gets the same answer.

    402 `plan_limit_reached` without a free seat; 403 `invitation_other_email`, `email_not_verified` or
    `permission_escalation`; 404; 409 `already_member`; 410 `invitation_{expired,cancelled,declined,superseded}`;
    503 while the address cannot be checked.
    """
    email, verified = await acceptance.present_address(request.app.state.runtime, uow.user_id)
    return await acceptance.accept(uow, token=data.token, email=email, verified=verified)


@router.post("/{invitation_id}/resend", openapi_extra=MAILED)
async def resend(invitation_id: Id, p: Writer, uow: Uow) -> InvitationRead:
    """Mail a fresh link with a fresh lifetime; older links are void. 409 `invalid_transition`."""
    return InvitationRead.model_validate(await service.resend(uow, invitation_id))


@router.post("/{invitation_id}/cancel")
async def cancel(invitation_id: Id, p: Writer, uow: Uow) -> InvitationRead:
    """Void an open invitation. 409 `invalid_transition`."""
    return InvitationRead.model_validate(await service.cancel(uow, invitation_id))


@batch_router.post("", status_code=201, openapi_extra=MAILED)
async def create_batch(data: BatchCreate, p: Writer, uow: Uow, response: Response) -> BatchRead:
    """Up to 100 invitations; each row succeeds or fails alone and `results` says how, in order."""
    row = await service.invite_many(uow, data)
    response.headers["Location"] = f"/api/v1/workspace/invitation-batches/{row.id}"
    return BatchRead.model_validate(row)


@public_router.get("/{token}", openapi_extra=PUBLIC)
async def show(token: Token, p: Anyone, uow: Uow) -> InvitationShown:
    """What an invitation offers, and its state; 404 for an unknown link."""
    return await service.show(uow, token)


@public_router.post("/{token}/decline", openapi_extra=PUBLIC)
async def decline(token: Token, p: Anyone, uow: Uow) -> Declined:
    """Say no; 410 `invitation_{state}` when it has ended."""
    await service.decline(uow, token)
    return Declined(state="declined")

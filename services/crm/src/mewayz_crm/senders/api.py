"""Routes of senders."""

from typing import Annotated

from mewayz_crm.senders import service
from mewayz_crm.senders.schemas import CodeRead, SenderCreate, SenderRead, SenderUpdate, Verify
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import options
from mewayz_kit.tokens import Principal

senders = Resource(
    "crm/senders",
    service.senders,
    create=SenderCreate,
    update=SenderUpdate,
    permission="crm.senders",
    feature="contacts",
    search=("name", "address"),
    filter=("address", "state", "owner_id", "created_at"),
    sort=("created_at", "name"),
    on_create=service.create,
)
router = senders.router
Writer = Annotated[Principal, require("crm.senders:write", feature="contacts")]


@router.post("/{sender_id}/send-code", status_code=202)
async def send_code(sender_id: Id, p: Writer, uow: Uow) -> CodeRead:
    """Mail a code of six digits to the address, good for an hour. 429 within a minute of the last one."""
    return await service.send_code(uow, sender_id)


@router.get("/{sender_id}/code")
async def code(
    sender_id: Id, p: Annotated[Principal, require("crm.senders:read", feature="contacts")], uow: Uow
) -> CodeRead:
    """What became of the code that was asked for last; never the code. 404 before the first one."""
    return await service.code_of(uow, sender_id)


@router.post("/{sender_id}/verify", openapi_extra=options(rate="auth", idempotency="none"))
async def verify(sender_id: Id, data: Verify, p: Writer, uow: Uow) -> SenderRead:
    """Prove the address by its code. 422 `wrong_code`; 409 `code_expired` after an hour or five guesses."""
    return await service.senders.show_one(uow, await service.verify(uow, sender_id, data.code))

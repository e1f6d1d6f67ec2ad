"""Routes of enrolments."""

from typing import Annotated

from mewayz_crm.sequences.enrolments import service
from mewayz_crm.sequences.enrolments.schemas import EnrolmentRead
from mewayz_kit.answers import IfMatch
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.tokens import Principal

enrolments = Resource(
    "crm/sequence-enrolments",
    service.enrolments,
    permission="crm.sequences",
    feature="sequences",
    filter=("sequence_id", "contact_id", "state", "reason", "created_at", "due_at", "ended_at"),
    sort=("created_at",),
    verbs=("list", "get"),
)
router = enrolments.router
Writer = Annotated[Principal, require("crm.sequences:write", feature="sequences")]
Sender = Annotated[Principal, require("crm.sequences:send", feature="sequences")]


@router.post("/{enrolment_id}/pause")
async def pause(enrolment_id: Id, p: Writer, uow: Uow, if_match: IfMatch = None) -> EnrolmentRead:
    """Do nothing for this contact until it is resumed."""
    row = await service.enrolments.get(uow, enrolment_id, lock=True)
    service.enrolments.match(row, if_match)
    return await service.enrolments.show_one(uow, await service.pause(uow, row))


@router.post("/{enrolment_id}/resume")
async def resume(enrolment_id: Id, p: Sender, uow: Uow, if_match: IfMatch = None) -> EnrolmentRead:
    """Go on where it was paused; what was due meanwhile is done now, a mail in its next window."""
    row = await service.enrolments.get(uow, enrolment_id, lock=True)
    service.enrolments.match(row, if_match)
    return await service.enrolments.show_one(uow, await service.resume(uow, row))


@router.post("/{enrolment_id}/exit")
async def leave(enrolment_id: Id, p: Writer, uow: Uow, if_match: IfMatch = None) -> EnrolmentRead:
    """End it for this contact, for good. Publishes `crm.sequence_enrolment.exited.v1`."""
    row = await service.enrolments.get(uow, enrolment_id, lock=True)
    service.enrolments.match(row, if_match)
    return await service.enrolments.show_one(uow, await service.leave(uow, row))

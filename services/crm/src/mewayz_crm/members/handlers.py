"""Copying what is told of members."""

from mewayz_crm.assignment import leaving
from mewayz_crm.members import service
from mewayz_crm.members.events import MemberFact
from mewayz_crm.sequences import service as sequences
from mewayz_kit.events import on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork

STATUS = {
    "workspace.member.created.v1": "active",
    "workspace.member.suspended.v1": "suspended",
    "workspace.member.reactivated.v1": "active",
    "workspace.member.removed.v1": "removed",
}


@on(*STATUS)
async def copy_member(event: Envelope, uow: UnitOfWork) -> None:
    """Somebody joins, pauses, returns or leaves; what one who leaves looked after is given to others, and
    nothing more is written in their name."""
    user_id, status = MemberFact.model_validate(event.data).user_id, STATUS[event.type]
    written = await service.keep(uow, user_id=user_id, status=status, as_of=event.time)
    if written and status == "removed":
        leaving.begin(uow, user_id=user_id)
        await sequences.stop_outreach_of(uow, user_id)

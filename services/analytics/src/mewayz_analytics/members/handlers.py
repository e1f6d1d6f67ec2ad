"""Events that change who is an active member."""

from mewayz_analytics.members import service
from mewayz_analytics.members.events import ENTERED, LEFT, MemberChanged
from mewayz_kit.events import on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


@on(*sorted(ENTERED | LEFT))
async def keep_member(envelope: Envelope, uow: UnitOfWork) -> None:
    """Remember a person who entered or left the workspace of the event."""
    member = MemberChanged.model_validate(envelope.data)
    await service.keep(uow, user_id=member.user_id, active=envelope.type in ENTERED, as_of=envelope.time)

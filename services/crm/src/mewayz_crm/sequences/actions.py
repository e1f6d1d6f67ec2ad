"""What workflows may do with sequences."""

from uuid import UUID

from mewayz_crm.sequences import service
from mewayz_crm.sequences.schemas import Enrol, Enrolled
from mewayz_kit.actions import action
from mewayz_kit.uow import UnitOfWork


class SequenceEnrol(Enrol):
    """Which contacts begin which sequence now."""

    sequence_id: UUID


@action(permission="crm.sequences:send", feature="sequences", effect="message")
async def enrol_contacts(uow: UnitOfWork, data: SequenceEnrol) -> Enrolled:
    """Let contacts begin a sequence; who may not is named with the reason. Fails with `sequence_not_active`."""
    return await service.enrol(uow, data.sequence_id, data)

"""Use-cases of results. Nothing is counted along: every figure is a sum over rows, so none can drift."""

from uuid import UUID

from mewayz_crm.mail_events import sums
from mewayz_crm.sequences.repository import sequences
from mewayz_crm.sequences.results import repository
from mewayz_crm.sequences.results.rules import enrolments, mails
from mewayz_crm.sequences.results.schemas import SequenceStats
from mewayz_crm.sequences.steps.program import step_id
from mewayz_kit.uow import UnitOfWork


async def stats(uow: UnitOfWork, sequence_id: UUID) -> SequenceStats:
    """What has become of a sequence until now."""
    row = await sequences.get(uow, sequence_id)
    with uow.scope.seeing_all("sums name nobody"):
        present = [step["key"] for step in row.steps if step["type"] == "mail"]
        keys = dict.fromkeys([*present, *await repository.steps_that_mailed(uow, row.id)])
        ids = {step_id(row.id, key): key for key in keys}
        events = await sums.messages_by(uow, sums.Event.step_id.in_(ids))
        sent = await repository.mails_by(uow, row.id)
        contacts = await repository.enrolments_by(uow, row.id)
    steps = [
        {
            "step": key,
            "id": own,
            **mails((one.state, one.error, one.number) for one in sent if one.step_id == own),
            **sums.happened((kind, every, human) for step, kind, every, human in events if step == own),
        }
        for own, key in ids.items()
    ]
    return SequenceStats.model_validate(
        {
            **enrolments((one.state, one.reason, one.number) for one in contacts),
            **mails((one.state, one.error, one.number) for one in sent),
            **sums.happened((kind, every, human) for _, kind, every, human in events),
            "steps": steps,
        }
    )

"""Jobs, timers and answers of erasures."""

from mewayz_identity.erasures import saga
from mewayz_identity.erasures.schemas import ErasureStep
from mewayz_identity.settings import SERVICES
from mewayz_kit.events import every, job, on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork

CHECKS = tuple(f"{name}.erasure.checked.v1" for name in SERVICES)
RECEIPTS = tuple(f"{name}.erasure.completed.v1" for name in SERVICES)


@job
async def begin_due_erasure(step: ErasureStep, uow: UnitOfWork) -> None:
    """The days of grace are over."""
    await saga.fall_due(uow, step.erasure_id)


@on(*CHECKS)
async def note_check(envelope: Envelope, uow: UnitOfWork) -> None:
    """A service has said whether anything stands against it."""
    await saga.note_check(uow, envelope.source, envelope.data, envelope.time)


@on(*RECEIPTS)
async def note_receipt(envelope: Envelope, uow: UnitOfWork) -> None:
    """A service has erased the person."""
    await saga.note_receipt(uow, envelope.source, envelope.data)


@every("1h")
async def ask_for_missing_answers(uow: UnitOfWork) -> None:
    """An answer that is missing is asked for again every hour."""
    await saga.ask_again(uow)

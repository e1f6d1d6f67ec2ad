"""What the timeline listens to."""

from mewayz_crm.timeline import service
from mewayz_crm.timeline.rules import KEPT
from mewayz_kit.events import on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


@on(*KEPT)
async def write_timeline(event: Envelope, uow: UnitOfWork) -> None:
    """Keep the event on the timeline of its records, once however often it is delivered."""
    await service.record(uow, event)

"""What the timeline listens to."""

from collections.abc import Sequence

from mewayz_crm.timeline import service
from mewayz_crm.timeline.rules import KEPT
from mewayz_kit.events import on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


@on(*KEPT)
async def write_timeline(events: Sequence[Envelope], uow: UnitOfWork) -> None:
    """Keep each event on the timeline of its records, once however often it is delivered."""
    await service.record(uow, events)

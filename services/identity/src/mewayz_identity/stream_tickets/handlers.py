"""The timer of stream tickets."""

from mewayz_identity.stream_tickets import service
from mewayz_kit.events import every
from mewayz_kit.inbox import Work


@every("1h")
async def forget_old_stream_tickets(work: Work) -> None:
    """Tickets that nobody used are deleted."""
    await service.forget_old(work)

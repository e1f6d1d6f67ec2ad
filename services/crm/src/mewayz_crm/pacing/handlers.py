"""Timer of pacing."""

from mewayz_crm.pacing import service
from mewayz_kit.events import every
from mewayz_kit.inbox import Work


@every("1d")
async def forget_full_buckets(work: Work) -> None:
    """A bucket that is full again needs no row."""
    await service.forget(work)

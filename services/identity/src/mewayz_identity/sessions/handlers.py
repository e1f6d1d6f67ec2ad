"""The timer of sessions and devices."""

from mewayz_identity.devices import service as devices
from mewayz_identity.sessions import service
from mewayz_kit.events import every
from mewayz_kit.inbox import Work


@every("1h")
async def forget_old_sessions(work: Work) -> None:
    """Sessions are deleted 30 days after their end, devices that stayed away when their cookie is gone."""
    await service.forget_old(work)
    await devices.forget_old(work)

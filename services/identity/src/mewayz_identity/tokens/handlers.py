"""The timer of refresh tokens."""

from mewayz_identity.tokens import service
from mewayz_kit.events import every
from mewayz_kit.inbox import Work


@every("1h")
async def forget_old_refresh_tokens(work: Work) -> None:
    """Refresh tokens are deleted when the longest life of their session is over."""
    await service.forget_old(work)

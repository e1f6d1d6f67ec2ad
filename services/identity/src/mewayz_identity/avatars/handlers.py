"""The job of avatars."""

from mewayz_identity.avatars.schemas import StoredAvatar
from mewayz_kit.events import job
from mewayz_kit.inbox import Work


@job
async def forget_avatar(stored: StoredAvatar, work: Work) -> None:
    """Remove a picture that nobody shows any more."""
    await work.runtime.files.delete(stored.key)

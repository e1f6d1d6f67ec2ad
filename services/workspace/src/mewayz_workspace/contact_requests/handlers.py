"""How long questions of strangers are kept."""

from mewayz_kit.events import every
from mewayz_kit.inbox import Work
from mewayz_workspace.contact_requests import service


@every("1d")
async def forget_old_requests(work: Work) -> None:
    """What is done is not kept for ever: it holds names and addresses."""
    await service.forget_old(work)

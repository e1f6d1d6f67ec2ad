"""The job of push subscriptions."""

from mewayz_kit.events import job
from mewayz_kit.inbox import Work
from mewayz_workspace.push_subscriptions import sending
from mewayz_workspace.push_subscriptions.schemas import SendPush


@job
async def send_push(data: SendPush, work: Work) -> None:
    """Send one message to one browser; the inbox repeats it with growing pauses."""
    await sending.send(work, data)

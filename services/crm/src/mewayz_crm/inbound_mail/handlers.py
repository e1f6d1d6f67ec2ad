"""Timer of inbound mail."""

from mewayz_crm.inbound_mail import polling
from mewayz_kit.events import every
from mewayz_kit.inbox import Work


@every("5m")
async def poll_mailbox(work: Work) -> None:
    """What has come into the operator's mailbox."""
    await polling.poll(work)

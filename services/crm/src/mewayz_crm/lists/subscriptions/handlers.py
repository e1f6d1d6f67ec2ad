"""The clock of double opt-ins."""

from mewayz_crm.lists.subscriptions.confirmations import service
from mewayz_crm.lists.subscriptions.confirmations.schemas import Step
from mewayz_kit.events import job
from mewayz_kit.inbox import Work


@job
async def pursue_confirmation(data: Step, work: Work) -> None:
    """Send the confirmation or its reminder, or end what nobody confirmed."""
    await service.pursue(data, work)

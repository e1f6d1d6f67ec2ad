"""Jobs of providers."""

from mewayz_crm.providers import service
from mewayz_crm.providers.schemas import ConfirmTopic
from mewayz_kit.events import job
from mewayz_kit.inbox import Work


@job
async def confirm_sns_topic(data: ConfirmTopic, work: Work) -> None:
    """Subscribe to the topic that SES reports to."""
    await service.confirm_topic(work, data.url)

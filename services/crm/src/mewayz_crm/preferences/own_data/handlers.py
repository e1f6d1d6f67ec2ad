"""Mails with links to one's own data."""

from mewayz_crm.preferences.own_data import asking
from mewayz_crm.preferences.own_data.schemas import SendLink
from mewayz_kit.events import job
from mewayz_kit.inbox import Work


@job
async def send_own_data_link(data: SendLink, work: Work) -> None:
    """Mail the link that somebody asked for."""
    await asking.deliver(data, work)

"""Use-cases of inbound mail."""

from email import message_from_bytes

from mewayz_crm.environment import environment_of
from mewayz_crm.inbound_mail import sorting
from mewayz_crm.mail_events import service as mail_events
from mewayz_crm.providers.service import matches
from mewayz_kit.errors import NotFound, TooLarge
from mewayz_kit.uow import UnitOfWork

LARGEST = 10_485_760
"""Bytes of a mail that is looked at, 10 MiB: bounces enclose what was sent."""


async def receive(uow: UnitOfWork, endpoint: str, raw: bytes) -> None:
    """Take over what a mail says about mails of ours; the words of a reply are not kept. Safe to repeat.

    404 for a wrong word in the address, 413 above 10 MiB. What is no mail says nothing.
    """
    if not matches(endpoint, environment_of(uow.runtime.settings).crm_inbound_endpoint):
        raise NotFound(detail="There is no such address.")
    if len(raw) > LARGEST:
        raise TooLarge(detail="A mail has at most 10 MiB.")
    for report in sorting.reports(uow.runtime, message_from_bytes(raw), raw, uow.now):
        mail_events.report(uow, report)

"""Asking for the mail whose link lets its reader have or erase what is stored about an address.

Links of mails are forwarded, and programs open them. So the preference page alone gives and erases nothing: a fresh
mail goes to the address itself, and its page waits for a click.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from mewayz_crm.formats import read_address
from mewayz_crm.mail import links, outlet
from mewayz_crm.mail.links import Link
from mewayz_crm.preferences.own_data.schemas import SendLink
from mewayz_crm.preferences.own_data.texts import link_mail
from mewayz_crm.suppressions import service as suppressions
from mewayz_kit.ids import named_id
from mewayz_kit.inbox import Work
from mewayz_kit.tombstones import is_erased
from mewayz_kit.uow import UnitOfWork

HOLDS = timedelta(days=1)
NOT_SOONER = timedelta(hours=1)
"""How soon another mail may be asked for, and how long one waits that no transport took."""
UNREACHABLE = {"erased", "hard_bounce"}
"""Suppressions that say that nobody is there any more; every other one stops no mail that its reader has asked for."""


def ask(uow: UnitOfWork, link: Link, purpose: Literal["data", "erase"]) -> None:
    """Have the mail sent, unless there was one in this hour."""
    from mewayz_crm.preferences.own_data.handlers import send_own_data_link

    hour = uow.now.replace(minute=0, second=0, microsecond=0)
    step = SendLink(
        purpose=purpose, token=links.token(uow.runtime, replace(link, purpose=purpose, list_id=None, asked_at=uow.now))
    )
    who = named_id(purpose, link.workspace_id, read_address(link.address).norm)
    uow.enqueue(send_own_data_link, step, dedupe=f"{who}:{hour:%Y%m%d%H}")


async def deliver(step: SendLink, work: Work) -> None:
    """Send the mail; tried twice, it is one mail. Without a transport it is tried every hour while the link holds."""
    purpose: Literal["data", "erase"] = "erase" if step.purpose == "erase" else "data"
    link = links.read(work.runtime, step.token, purpose)
    if over(link, work):
        return
    async with work.uow(writes=False) as reading:
        if await is_erased(reading, "workspace", link.workspace_id):
            return
        if await suppressions.reason_of(reading, read_address(link.address).norm) in UNREACHABLE:
            return
        tenant = await work.runtime.tenants.get(link.workspace_id)
    url = links.url_of(work.runtime, purpose, step.token)
    words = link_mail(tenant.locale, purpose=purpose, workspace=tenant.name, url=url)
    message_id = named_id("crm-own-data", step.token)
    mail = outlet.Mail(message_id=message_id, sender_name=tenant.name, to=link.address, words=words)
    if await outlet.deliver(work.runtime, mail) == "provider_not_configured":
        async with work.uow() as uow:
            _again(uow, step)


def over(link: Link, clock: UnitOfWork | Work) -> bool:
    """Whether a link was asked for too long ago."""
    return link.asked_at is None or clock.now - link.asked_at >= HOLDS


def _again(uow: UnitOfWork, step: SendLink) -> None:
    from mewayz_crm.preferences.own_data.handlers import send_own_data_link

    uow.enqueue(send_own_data_link, step, delay=NOT_SOONER)

"""When an address has had enough: it is suppressed, or shown as invalid (crm.md §8)."""

from datetime import timedelta

from mewayz_crm.contacts import service as contacts
from mewayz_crm.formats import read_address
from mewayz_crm.lists.subscriptions import refusals
from mewayz_crm.mail_events import repository
from mewayz_crm.mail_events.reports import Weighed
from mewayz_crm.mail_events.rules import SUPPRESSES
from mewayz_crm.settings import service as settings
from mewayz_kit.uow import UnitOfWork


async def weigh(uow: UnitOfWork, data: Weighed) -> bool:
    """Do what the settings say if the address has reached its number; whether it has. Asked again, nothing changes."""
    held = await settings.current(uow)
    if data.kind in SUPPRESSES:
        enough = getattr(held, SUPPRESSES[data.kind])
        if await repository.count(uow, data.address, data.kind) < enough:
            return False
        await refusals.suppress_address(uow, read_address(data.address), reason=data.kind, method="suppression")
        return True
    since = uow.now - timedelta(days=held.soft_bounce_days)
    delivered = await repository.last(uow, data.address, "delivered")
    start = since if delivered is None else max(since, delivered)
    if await repository.count(uow, data.address, data.kind, since=start) < held.soft_bounces:
        return False
    await contacts.mark_invalid(uow, data.address)
    return True

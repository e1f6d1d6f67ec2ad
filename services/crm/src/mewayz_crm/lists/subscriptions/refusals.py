"""Saying no to all mail: the suppression and the end of every subscription and of every sequence that asks for consent
are one transaction (crm.md §5.5)."""

from mewayz_crm.consents import service as consents
from mewayz_crm.formats import Address, read_address
from mewayz_crm.lists.subscriptions import service as subscriptions
from mewayz_crm.lists.subscriptions.rules import OWN_WORD
from mewayz_crm.sequences.enrolments import ending
from mewayz_crm.suppressions import service as suppressions
from mewayz_crm.suppressions.models import Suppression
from mewayz_crm.suppressions.schemas import SuppressionCreate
from mewayz_kit.uow import UnitOfWork


async def suppress(uow: UnitOfWork, data: SuppressionCreate) -> Suppression:
    """Suppress an address and end what it is subscribed to; or a domain, whose addresses are asked about when mail is
    about to leave."""
    if data.kind == "domain":
        return await suppressions.put(uow, kind="domain", value=data.value, key=data.value, reason=data.reason)
    return await suppress_address(uow, read_address(data.value), reason=data.reason, method="suppression")


async def suppress_address(uow: UnitOfWork, address: Address, *, reason: str, method: str) -> Suppression:
    """The suppression first, then the subscriptions (see `service`), the enrolments last."""
    row = await suppressions.put(uow, kind="address", value=address.shown, key=address.norm, reason=reason)
    await subscriptions.leave_everything(uow, address.norm, method=method)
    await ending.of_address(uow, address.norm, reason="unsubscribed" if reason == OWN_WORD else "suppressed")
    return row


async def leave_all(uow: UnitOfWork, address: Address, *, method: str) -> None:
    """The person wants nothing any more; said twice, it is noted once."""
    if await suppressions.reason_of(uow, address.norm) is None:
        consents.note(uow, address_norm=address.norm, action="withdrawn", method=method)
    await suppress_address(uow, address, reason="unsubscribed_all", method=method)

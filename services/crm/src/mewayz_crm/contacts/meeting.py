"""How a contact comes about without a member: somebody orders, books, learns, or fills in a form."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from mewayz_crm.contacts.models import Contact
from mewayz_crm.contacts.repository import contacts, owners_of
from mewayz_crm.contacts.schemas import ContactCreate
from mewayz_crm.custom_fields import service as custom_fields
from mewayz_crm.formats import read_address
from mewayz_crm.suppressions import service as suppressions
from mewayz_kit.errors import Conflict, PaymentRequired
from mewayz_kit.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Met:
    """A contact, held until the end of the transaction; `new`: it was made just now."""

    row: Contact
    new: bool


async def meet(uow: UnitOfWork, data: ContactCreate) -> Met | None:
    """The live contact with one of the addresses of `data`, else a new one; of two at once, one makes it.

    None where the plan has no room for another one, and for somebody who was erased: only a member brings them back.
    """
    addresses = [read_address(email.address).norm for email in data.emails]
    if (found := await known(uow, addresses)) is not None:
        return found
    try:
        await suppressions.refuse_erased(uow, addresses)
        with custom_fields.without_demands(uow):
            async with uow.savepoint():
                return Met(await contacts.create(uow, data), new=True)
    except PaymentRequired:
        return None
    except (IntegrityError, Conflict):  # somebody else made it in between, or the person was erased
        return await known(uow, addresses)


async def known(uow: UnitOfWork, addresses: list[str]) -> Met | None:
    """The live contact with the first of these comparable addresses that one has."""
    owners: dict[str, Any] = await owners_of(uow, addresses) if addresses else {}
    for address in addresses:
        row = await uow.find(Contact, owners[address], lock=True) if address in owners else None
        if row is not None:
            return Met(row, new=False)
    return None

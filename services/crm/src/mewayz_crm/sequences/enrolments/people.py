"""The contact of an enrolment as its steps need them: whose clock counts, and which address a mail may go to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.contacts import service as contacts
from mewayz_crm.contacts.models import Contact
from mewayz_crm.contacts.schemas import ContactRead
from mewayz_crm.filters import service as filters
from mewayz_crm.formats import Address, read_address
from mewayz_crm.lists.subscriptions import service as subscriptions
from mewayz_crm.sequences.models import Sequence
from mewayz_crm.sequences.rules import MARKETING, OUTREACH
from mewayz_crm.suppressions import service as suppressions
from mewayz_kit.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Person:
    """A live contact. `zone` is theirs, or the workspace's while it is not known."""

    shown: ContactRead
    zone: str

    def addresses(self, preferred: str | None) -> list[Address]:
        """Those that take mail: the preferred one first, then the main one."""
        usable = [(read_address(email.address), email.primary) for email in self.shown.emails if not email.invalid]
        ordered = sorted(usable, key=lambda one: (one[0].norm != preferred, not one[1]))
        return [address for address, _ in ordered]


async def find(uow: UnitOfWork, contact_id: UUID, *, hold: bool = False) -> Person | None:
    """A contact that is there now; `hold`: and until the transaction ends, for what refers to it."""
    live = sa.select(Contact).where(col(Contact.id) == contact_id, col(Contact.deleted_at).is_(None))
    row: Contact | None = await uow.scalar(live.with_for_update(read=True) if hold else live)
    if row is None:
        return None
    shown = await contacts.contacts.show_one(uow, row)
    return Person(shown, shown.tz or (await uow.runtime.tenants.get(uow.workspace_id)).timezone)


async def fits(uow: UnitOfWork, contact_id: UUID, tree: Mapping[str, Any]) -> bool:
    """Whether a contact fits a filter now."""
    condition = await filters.as_stored(uow, "contact", tree)
    found = sa.select(col(Contact.id)).where(
        col(Contact.id) == contact_id, col(Contact.deleted_at).is_(None), condition
    )
    return await uow.scalar(found) is not None


async def address_for(
    uow: UnitOfWork, sequence: Sequence, person: Person, *, preferred: str | None = None
) -> tuple[Address | None, str]:
    """Where the mails of a sequence go; without an address, why there is none.

    A marketing sequence takes the first address that is confirmed on its list. That subscription is held until the
    transaction ends, so whoever ends it at the same moment finds the enrolment that is made here.
    """
    found = person.addresses(preferred)
    if not found:
        return None, "no_address"
    if sequence.kind == MARKETING:
        found = [address for address in found if await _is_confirmed(uow, sequence.list_id, address.norm)]
        if not found:
            return None, "not_subscribed"
    if sequence.kind in {MARKETING, OUTREACH} and await suppressions.reason_of(uow, found[0].norm) is not None:
        return None, "suppressed"
    return found[0], ""


async def _is_confirmed(uow: UnitOfWork, list_id: UUID | None, address_norm: str) -> bool:
    row = await subscriptions.of_list(uow, list_id, address_norm) if list_id is not None else None
    return row is not None and row.state == "confirmed"

"""Use-cases of contacts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from mewayz_crm.contacts import repository
from mewayz_crm.contacts.events import ContactAssigned, ContactLifecycleChanged
from mewayz_crm.contacts.models import Contact
from mewayz_crm.contacts.parts import emails_of
from mewayz_crm.contacts.repository import owners_of
from mewayz_crm.contacts.rules import ASSIGNED, ASSIGNMENT
from mewayz_crm.contacts.schemas import ContactCreate, ResolvedContact
from mewayz_crm.formats import read_address
from mewayz_crm.merges import service as merges
from mewayz_kit.notices import Asked, Recipients, Words, notify
from mewayz_kit.tenants import refuse_frozen
from mewayz_kit.uow import UnitOfWork

__all__ = [
    "advance",
    "assign",
    "body_of",
    "contacts",
    "find_or_create",
    "mark_invalid",
    "owners_of",
    "resolve",
    "update",
    "words_of_assignment",
]
contacts = repository.contacts


async def update(uow: UnitOfWork, row: Contact, patch: Any) -> Contact:
    """Change fields; another owner or stage of life is an event of its own."""
    owner_id, stage = row.owner_id, row.lifecycle_stage
    await contacts.update(uow, row, patch)
    if row.owner_id != owner_id:
        _tell_owner(uow, row, owner_id)
    _tell_stage(uow, row, stage)
    return row


async def advance(uow: UnitOfWork, *, row: Contact, stage: str) -> None:
    """Bring a contact to another stage of life because of what happened, also one beyond the plan."""
    previous = row.lifecycle_stage
    async with contacts.changing(uow, row):
        row.lifecycle_stage = stage
    _tell_stage(uow, row, previous)


async def assign(uow: UnitOfWork, *, row: Contact, owner_id: UUID | None) -> Contact:
    """Give a contact to somebody, or to nobody; 403 `frozen_over_limit` for one beyond the plan."""
    await refuse_frozen(uow, repository.LIMIT, Contact, row.id)
    previous = row.owner_id
    async with contacts.changing(uow, row):
        row.owner_id = owner_id
    if owner_id != previous:
        _tell_owner(uow, row, previous)
    if owner_id not in {previous, uow.principal.user_id, None}:
        _notify_owner(uow, row, owner_id)
    return row


async def words_of_assignment(uow: UnitOfWork, asked: Asked) -> Words | None:
    """What the new owner reads, unless the contact is gone or somebody else's by now."""
    row = await uow.find(Contact, UUID(asked.notice.params["contact_id"]))
    if row is None or row.owner_id != asked.user:
        return None
    return Words(title=ASSIGNED.get(asked.language, ASSIGNED["en"]).format(name=row.name))


async def mark_invalid(uow: UnitOfWork, address_norm: str) -> None:
    """Mail to this address keeps coming back: its live contact, if there is one, shows it."""
    contact_id = (await owners_of(uow, [address_norm])).get(address_norm)
    if contact_id is None:
        return
    row = await contacts.get(uow, contact_id, lock=True)
    async with contacts.changing(uow, row):
        for email in await emails_of(uow, contact_id):
            email.invalid = email.invalid or email.address_norm == address_norm


async def find_or_create(uow: UnitOfWork, data: ContactCreate) -> UUID:
    """The live contact with one of the addresses of `data`, else a new one."""
    addresses = [read_address(email.address).norm for email in data.emails]
    known = await owners_of(uow, addresses) if addresses else {}
    for address in addresses:
        if address in known:
            return known[address]
    return (await contacts.create(uow, data)).id


async def resolve(uow: UnitOfWork, *, contact_id: UUID | None, address: str | None) -> ResolvedContact:
    """The fresh copy of one live contact, or 404. A merged one resolves to the contact it is in now."""
    if contact_id is None and address is not None:
        norm = read_address(address).norm
        contact_id = (await owners_of(uow, [norm])).get(norm)
    if contact_id is None:
        raise contacts.missing()
    into = (await merges.destinations(uow, [contact_id])).get(contact_id, contact_id)
    shown = await contacts.read_one(uow, into)
    return ResolvedContact.model_validate(shown.model_dump())


def body_of(values: Mapping[str, Any]) -> ContactCreate:
    """A create body from the flat values of another feature: `emails` and `phones` are texts, possibly empty."""
    emails = {read_address(text).norm: {"address": text} for text in reversed(values["emails"]) if text}
    phones = [{"raw": text} for text in dict.fromkeys(values["phones"]) if text]
    parts = {"emails": list(reversed(emails.values())), "phones": phones, "allow_duplicate": True}
    return ContactCreate.model_validate({**values, **parts})


def _tell_stage(uow: UnitOfWork, row: Contact, previous: str) -> None:
    if row.lifecycle_stage != previous:
        changed = ContactLifecycleChanged(
            contact_id=row.id, name=row.name, previous_stage=previous, lifecycle_stage=row.lifecycle_stage
        )
        uow.publish(changed)


def _tell_owner(uow: UnitOfWork, row: Contact, previous: UUID | None) -> None:
    uow.publish(ContactAssigned(contact_id=row.id, name=row.name, owner_id=row.owner_id, previous_owner_id=previous))


def _notify_owner(uow: UnitOfWork, row: Contact, owner_id: UUID) -> None:
    notify(
        uow,
        recipients=Recipients.people([owner_id]),
        category="work",
        template=ASSIGNMENT,
        params={"contact_id": str(row.id)},
        url=f"/crm/contacts/{row.id}",
        dedupe_key=f"contact-assigned:{row.id}:{row.version}",
        deferred=True,
    )

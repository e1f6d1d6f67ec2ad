"""Stored contacts, their addresses and numbers."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from typing_extensions import override

from mewayz_crm.contacts import rules
from mewayz_crm.contacts.companies.repository import set_main
from mewayz_crm.contacts.models import Contact, ContactEmail, ContactPhone
from mewayz_crm.contacts.schemas import ContactRead, EmailInput, PhoneInput
from mewayz_crm.described import Described
from mewayz_crm.formats import key_of, read_address, read_phone, region_of
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.uow import UnitOfWork


class Contacts(Described[Contact, ContactRead]):
    """Contacts with addresses and numbers."""

    @override
    async def complete(self, uow: UnitOfWork, row: Contact, values: Mapping[str, Any]) -> None:
        """Derive the shown name and the search text from the names, addresses and numbers to be."""
        addresses = [email.address for email in values["emails"]] if "emails" in values else None
        numbers = [phone.raw for phone in values["phones"]] if "phones" in values else None
        if addresses is None:
            addresses = [email.address for email in await emails_of(uow, row.id)]
        if numbers is None:
            numbers = [phone.raw for phone in await phones_of(uow, row.id)]
        name = rules.full_name(row.first_name, row.last_name)
        row.name = rules.shown_name(name, addresses, numbers)
        if not row.name:
            raise Unprocessable.field("", "empty_contact", "A contact needs a name, an address or a number.")
        row.name_key = key_of(name)
        row.search_text = rules.search_text([name, *addresses, *numbers, row.external_id])

    @override
    async def write_parts(self, uow: UnitOfWork, row: Contact, values: Mapping[str, Any]) -> None:
        """Replace addresses and numbers; an address that stays keeps its row and flags."""
        if "emails" in values:
            await _write_emails(uow, row, values["emails"])
        if "phones" in values:
            await _write_phones(uow, row, values["phones"])
        # A new contact without a company has no link that could step back.
        if "company_id" in values and (values["company_id"] or row.version > 1):
            await set_main(uow, row.id, values["company_id"])

    @override
    async def read_parts(self, uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
        """Addresses and numbers of a page."""
        parts: dict[UUID, dict[str, Any]] = {row["id"]: {"emails": [], "phones": []} for row in rows}
        for email in await uow.execute(_shown_emails(parts)):
            parts[email.contact_id]["emails"].append({**email._mapping, "primary": bool(email.main)})
        for phone in await uow.execute(_shown_phones(parts)):
            parts[phone.contact_id]["phones"].append(phone._mapping)
        return parts

    @override
    async def set_live(self, uow: UnitOfWork, row: Contact, live: bool) -> None:
        """Free the addresses, or take them back: 409 `email_taken` if somebody has one since."""
        if live:
            await refuse_taken(uow, [email.address_norm for email in await emails_of(uow, row.id)], but=row.id)
        await uow.execute(
            sa.update(ContactEmail).where(col(ContactEmail.contact_id) == row.id).values(live=live or None)
        )


def with_address(text: str) -> sa.ColumnElement[bool]:
    """The list filter `email`."""
    owners = sa.select(ContactEmail.contact_id).where(
        col(ContactEmail.address_norm) == read_address(text).norm, col(ContactEmail.live)
    )
    return col(Contact.id).in_(owners)


contacts = Contacts(Contact, ContactRead, entity="contact", limit="crm.contacts", filters={"email": with_address})


def _shown_emails(contact_ids: Collection[UUID]) -> sa.Select[Any]:
    email = ContactEmail
    return (
        sa.select(email.id, email.contact_id, email.address, email.label, email.main, email.verified, email.invalid)
        .where(col(email.contact_id).in_(contact_ids))
        .order_by(col(email.position))
    )


def _shown_phones(contact_ids: Collection[UUID]) -> sa.Select[Any]:
    phone = ContactPhone
    return (
        sa.select(phone.contact_id, phone.raw, phone.e164, phone.extension, phone.label)
        .where(col(phone.contact_id).in_(contact_ids))
        .order_by(col(phone.position))
    )


async def emails_of(uow: UnitOfWork, contact_id: UUID) -> Sequence[ContactEmail]:
    """The addresses of one contact, in their order."""
    statement = sa.select(ContactEmail).where(col(ContactEmail.contact_id) == contact_id)
    return await uow.all(statement.order_by(col(ContactEmail.position)))


async def phones_of(uow: UnitOfWork, contact_id: UUID) -> Sequence[ContactPhone]:
    """The numbers of one contact, in their order."""
    statement = sa.select(ContactPhone).where(col(ContactPhone.contact_id) == contact_id)
    return await uow.all(statement.order_by(col(ContactPhone.position)))


async def _write_emails(uow: UnitOfWork, row: Contact, emails: Sequence[EmailInput]) -> None:
    present = {email.address_norm: email for email in await emails_of(uow, row.id)}
    wanted = [(read_address(email.address), email) for email in emails]
    await refuse_taken(uow, [address.norm for address, _ in wanted if address.norm not in present], but=row.id)
    for norm in present.keys() - {address.norm for address, _ in wanted}:
        await uow.session.delete(present.pop(norm))
    for stored in present.values():
        stored.main = None
    # The old primary steps back before the new one steps up: the database allows only one.
    await uow.flush()
    main = rules.main_position(emails)
    for number, (address, email) in enumerate(wanted):
        stored = present.get(address.norm) or uow.add(
            ContactEmail(contact_id=row.id, address=address.shown, address_norm=address.norm)
        )
        stored.address, stored.label, stored.position = address.shown, email.label, number
        stored.main = True if number == main else None
        stored.verified = stored.verified if email.verified is None else email.verified
        stored.invalid = stored.invalid if email.invalid is None else email.invalid
    await uow.flush()


async def _write_phones(uow: UnitOfWork, row: Contact, phones: Sequence[PhoneInput]) -> None:
    await uow.execute(sa.delete(ContactPhone).where(col(ContactPhone.contact_id) == row.id))
    region = region_of(row.locale)
    if region is None and phones:
        region = region_of((await uow.runtime.tenants.get(uow.workspace_id)).locale)
    for number, phone in enumerate(phones):
        read = read_phone(phone.raw, region)
        uow.add(
            ContactPhone(
                contact_id=row.id,
                raw=read.raw,
                e164=read.e164,
                extension=read.extension,
                label=phone.label,
                position=number,
            )
        )
    await uow.flush()


async def owners_of(uow: UnitOfWork, addresses: Collection[str]) -> dict[str, UUID]:
    """Which live contacts have these addresses, in their comparable form."""
    statement = sa.select(ContactEmail.address_norm, ContactEmail.contact_id).where(
        col(ContactEmail.address_norm).in_(addresses), col(ContactEmail.live)
    )
    return {row[0]: row[1] for row in await uow.execute(statement)}


async def refuse_taken(uow: UnitOfWork, addresses: Collection[str], *, but: UUID | None) -> None:
    """409 that names the other contact; the unique key decides between two that come at once."""
    if not addresses:
        return
    for address, contact_id in (await owners_of(uow, addresses)).items():
        if contact_id != but:
            raise Conflict(
                "email_taken",
                "A live contact already has this address.",
                address=address,
                contact_id=str(contact_id),
            )


async def alike(uow: UnitOfWork, name: str, phones: Sequence[PhoneInput]) -> list[dict[str, Any]]:
    """Live contacts of the same full name or with the same number in E.164."""
    key = key_of(name)
    numbers = [read.e164 for phone in phones if (read := read_phone(phone.raw)).e164]
    same: list[Any] = [col(Contact.name_key) == key] if " " in key else []
    if numbers:
        owners = sa.select(ContactPhone.contact_id).where(col(ContactPhone.e164).in_(numbers))
        same.append(col(Contact.id).in_(owners))
    if not same:
        return []
    statement = (
        sa.select(Contact.id, Contact.name, Contact.name_key)
        .where(sa.or_(*same), col(Contact.deleted_at).is_(None))
        .order_by(col(Contact.id))
        .limit(5)
    )
    rows = await uow.execute(statement)
    return [{"id": str(row.id), "name": row.name, "reason": rules.likeness(key, row.name_key)} for row in rows]

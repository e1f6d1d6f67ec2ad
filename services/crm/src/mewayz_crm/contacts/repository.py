"""Stored contacts, their addresses and numbers."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from typing_extensions import override

from mewayz_crm.contacts import rules
from mewayz_crm.contacts.companies.repository import join_links, link_new, set_main
from mewayz_crm.contacts.events import ContactAssigned
from mewayz_crm.contacts.models import Contact, ContactEmail, ContactPhone
from mewayz_crm.contacts.parts import emails_of, parts_of, phones_of
from mewayz_crm.contacts.schemas import ContactCreate, ContactLike, ContactRead, EmailInput, PhoneInput
from mewayz_crm.described import Values
from mewayz_crm.formats import key_of, read_address, read_phone, region_of
from mewayz_crm.likeness import Keys, Likeness, Source
from mewayz_crm.mergeable import Mergeable
from mewayz_crm.scoring_rules.entries.service import score_of
from mewayz_crm.sequences.enrolments import ending
from mewayz_kit.errors import Conflict, Gone, Unprocessable
from mewayz_kit.money import Money
from mewayz_kit.uow import UnitOfWork


class Contacts(Mergeable[Contact, ContactRead]):
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
    async def admit(self, uow: UnitOfWork, body: ContactCreate) -> None:
        """A contact that looks like a stored one is refused with the candidates (`possible_duplicate`)."""
        if not body.allow_duplicate:
            # An equal address is never a question of likeness, so it is named first.
            await refuse_taken(uow, [read_address(email.address).norm for email in body.emails], but=None)
        detail = "A contact of this name or number is there already; send allow_duplicate to create another one."
        await self.question(uow, body, detail, reasons=("name", "phone"))

    @override
    def keys(self, like: ContactCreate | ContactLike) -> Keys:
        """A name in two parts at least, numbers in E.164, addresses."""
        name = key_of(rules.full_name(like.first_name, like.last_name))
        numbers = [read_phone(phone.raw).e164 for phone in like.phones]
        return {
            "email": [read_address(email.address).norm for email in like.emails],
            "name": [name] if " " in name else [],
            "phone": [number for number in numbers if number],
        }

    @override
    async def make_room(self, uow: UnitOfWork, survivor: Contact, merged: Contact) -> None:
        """The addresses and numbers come after the survivor's, whose main address and company stay the main ones,
        and whose sequences go on."""
        for parts in (emails_of, phones_of):
            stored = await parts(uow, survivor.id)
            first = max((part.position for part in stored), default=-1) + 1
            taken = any(getattr(part, "main", None) for part in stored)
            for part in await parts(uow, merged.id):
                part.position += first
                if taken and isinstance(part, ContactEmail):
                    part.main = None
        await join_links(uow, survivor.id, merged.id)
        await ending.make_room(uow, survivor.id, merged.id)

    @override
    async def fit(self, uow: UnitOfWork, survivor: Contact, taken: dict[str, Any]) -> None:
        """What counted for both is one score."""
        survivor.score = await score_of(uow, survivor.id)

    @override
    async def write_parts(self, uow: UnitOfWork, pairs: Sequence[tuple[Contact, Values]], *, new: bool) -> None:
        """Replace addresses, numbers and the main company; an address that stays keeps its row and flags."""
        if new:
            await _write_new(uow, pairs)
            return
        for row, values in pairs:
            if "emails" in values:
                await _write_emails(uow, row, values["emails"])
            if "phones" in values:
                await uow.execute(sa.delete(ContactPhone).where(col(ContactPhone.contact_id) == row.id))
                uow.session.add_all(await _phone_rows(uow, row, values["phones"]))
                await uow.flush()
            if "company_id" in values:
                await set_main(uow, row.id, values["company_id"])

    @override
    async def created(self, uow: UnitOfWork, row: Contact) -> None:
        """Whoever looks after it from the start is told like any later owner."""
        if row.owner_id is not None:
            uow.publish(
                ContactAssigned(contact_id=row.id, name=row.name, owner_id=row.owner_id, previous_owner_id=None)
            )

    @override
    async def read_parts(self, uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
        """Addresses, numbers and lifetime values of a page."""
        parts: dict[UUID, dict[str, Any]] = {
            row["id"]: {"emails": [], "phones": [], "lifetime_value": []} for row in rows
        }
        for part in await uow.execute(parts_of(parts)):
            shown = {**part._mapping, "primary": bool(part.main)}
            if part.kind == "email":
                parts[part.contact_id]["emails"].append({**shown, "address": part.text})
            elif part.kind == "value":
                value = Money(amount=int(part.amount), currency=part.text)
                parts[part.contact_id]["lifetime_value"].append(value)
            else:
                parts[part.contact_id]["phones"].append({**shown, "raw": part.text})
        return parts

    @override
    async def set_live(self, uow: UnitOfWork, row: Contact, live: bool) -> None:
        """Free the addresses, or take them back: 409 `email_taken` if somebody has one since."""
        if live and row.erased_at is not None:
            raise Gone("erased", "What was known of this person was erased for good.")
        if live:
            await refuse_taken(uow, [email.address_norm for email in await emails_of(uow, row.id)], but=row.id)
        await uow.execute(
            sa.update(ContactEmail).where(col(ContactEmail.contact_id) == row.id).values(live=live or None)
        )


def with_address(text: str) -> sa.ColumnElement[bool]:
    """Contacts with this address."""
    owners = sa.select(col(ContactEmail.contact_id)).where(
        col(ContactEmail.address_norm) == read_address(text).norm, col(ContactEmail.live).is_not(None)
    )
    return col(Contact.id).in_(owners)


LIMIT = "crm.contacts"
LIVE = col(Contact.deleted_at).is_(None)
LIKENESS = Likeness(
    Contact,
    {
        "email": Source(
            col(ContactEmail.contact_id), col(ContactEmail.address_norm), (col(ContactEmail.live).is_not(None),)
        ),
        "name": Source(col(Contact.id), col(Contact.name_key), (col(Contact.name_key).contains(" "), LIVE)),
        "phone": Source(
            col(ContactPhone.contact_id),
            col(ContactPhone.e164),
            (col(ContactPhone.e164).is_not(None), col(Contact.id) == col(ContactPhone.contact_id), LIVE),
        ),
    },
)
contacts = Contacts(
    Contact,
    ContactRead,
    entity="contact",
    create=ContactCreate,
    likeness=LIKENESS,
    limit=LIMIT,
    filters={"email": with_address},
)


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


async def _write_new(uow: UnitOfWork, pairs: Sequence[tuple[Contact, Values]]) -> None:
    """The parts of many new contacts, with few statements."""
    parts: list[Any] = []
    norms: list[str] = []
    for row, values in pairs:
        main = rules.main_position(values["emails"])
        for number, email in enumerate(values["emails"]):
            address = read_address(email.address)
            norms.append(address.norm)
            parts.append(
                ContactEmail(
                    contact_id=row.id,
                    address=address.shown,
                    address_norm=address.norm,
                    label=email.label,
                    main=True if number == main else None,
                    verified=bool(email.verified),
                    invalid=bool(email.invalid),
                    position=number,
                )
            )
        parts += await _phone_rows(uow, row, values["phones"])
    await refuse_taken(uow, norms, but=None)
    uow.session.add_all(parts)
    await uow.flush()
    await link_new(uow, [(row.id, row.company_id) for row, _ in pairs if row.company_id is not None])


async def _phone_rows(uow: UnitOfWork, row: Contact, phones: Sequence[PhoneInput]) -> list[ContactPhone]:
    region = region_of(row.locale)
    if region is None and phones:
        region = region_of((await uow.runtime.tenants.get(uow.workspace_id)).locale)
    found = []
    for number, phone in enumerate(phones):
        read = read_phone(phone.raw, region)
        found.append(
            ContactPhone(
                contact_id=row.id,
                raw=read.raw,
                e164=read.e164,
                extension=read.extension,
                label=phone.label,
                position=number,
            )
        )
    return found


async def owners_of(uow: UnitOfWork, addresses: Collection[str]) -> dict[str, UUID]:
    """Which live contacts that the caller sees have these addresses, in their comparable form."""
    statement = (
        sa.select(col(ContactEmail.address_norm), col(Contact.id))
        .join(Contact, col(Contact.id) == ContactEmail.contact_id)
        .where(col(ContactEmail.address_norm).in_(addresses), col(ContactEmail.live).is_not(None))
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

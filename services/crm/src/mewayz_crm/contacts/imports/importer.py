"""How flat rows of a file become contacts with addresses and numbers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.companies import service as companies
from mewayz_crm.contacts import parts, repository, service
from mewayz_crm.contacts.imports import joining
from mewayz_crm.contacts.imports.joining import ContactImport
from mewayz_crm.contacts.models import Contact
from mewayz_crm.contacts.schemas import ContactUpdate
from mewayz_crm.formats import domain_of, listed, read_address
from mewayz_crm.importing import for_records
from mewayz_crm.lists.subscriptions import bringing
from mewayz_crm.suppressions import service as suppressions
from mewayz_kit.imports.importer import Importer, Values
from mewayz_kit.uow import UnitOfWork

FIELDS = {
    "id": "Id of an existing contact.",
    "first_name": "First name",
    "last_name": "Last name",
    "email": "Main address",
    "email_2": "Second address",
    "phone": "Main number",
    "phone_2": "Second number",
    "title": "Position in the firm",
    "company": "Name of the company: an existing one is linked, a new name makes a company",
    "company_domain": "Domain of the company: one that has it is linked, whatever its name",
    "city": "City",
    "country": "Country",
    "website": "Website",
    "tz": "Time zone (IANA)",
    "locale": "Language tag",
    "source": "Source",
    "lifecycle_stage": "Lifecycle stage",
    "subscribed_on": "Day of subscription (2026-11-24)",
    "external_id": "Your own reference",
    "owner_id": "Id of the user who looks after them",
    "tags": "Tags, separated by ; or ,",
}
ALIASES = {
    "first_name": ("Given name", "Forename"),
    "last_name": ("Family name", "Surname"),
    "email": ("E-mail", "Email 1", "Email address"),
    "email_2": ("E-mail 2",),
    "phone": ("Phone 1", "Phone number", "Mobile"),
    "title": ("Job title",),
    "company": ("Company name", "Organization"),
    "company_domain": ("Organization domain",),
    "subscribed_on": ("Subscription Date",),
    "external_id": ("Customer Id", "Contact Id"),
}
NESTED = {"id", "email", "email_2", "phone", "phone_2", "company", "company_domain", "tags"}


def build(values: Values) -> dict[str, Any]:
    """The create body of a row; name and domain of the company stay until `prepare` finds it."""
    body: dict[str, Any] = {name: text for name, text in values.items() if name not in NESTED}
    emails = [values[name] for name in ("email", "email_2") if name in values]
    phones = [values[name] for name in ("phone", "phone_2") if name in values]
    if emails:
        read = {read_address(address).norm: address for address in reversed(emails)}
        body["emails"] = [{"address": address} for address in reversed(read.values())]
    if phones:
        body["phones"] = [{"raw": phone} for phone in phones]
    if "tags" in values:
        body["tags"] = listed(values["tags"])
    if "company" in values:
        body["company"] = values["company"]
    if "company_domain" in values:
        body["company_domain"] = domain_of(values["company_domain"])
    # A file may hold people of one name; an equal address is refused all the same.
    return body | {"source": body.get("source", "import"), "allow_duplicate": True}


async def prepare(uow: UnitOfWork, bodies: Sequence[dict[str, Any]], options: ContactImport) -> None:
    """Refuse erased people; swap names of companies for ids, making the companies that are new. 422 for a list that
    is not there, and 403 for who may not put anybody on it."""
    if options.list_id is not None:
        await joining.check(uow, options.list_id)
    emails = [email for body in bodies for email in body.get("emails", ())]
    await suppressions.refuse_erased(uow, [read_address(email["address"]).norm for email in emails])
    await companies.swap_names(uow, bodies)


async def merge(uow: UnitOfWork, row: Contact, body: dict[str, Any]) -> dict[str, Any]:
    """A patch that adds: addresses and numbers the contact has stay, with what the file brings first."""
    patch = {name: value for name, value in body.items() if name not in {"allow_duplicate", "source"}}
    if "emails" in body:
        stored = {email.address_norm: email for email in await parts.emails_of(uow, row.id)}
        brought = {read_address(email["address"]).norm: email for email in body["emails"]}
        if brought.keys() <= stored.keys():
            del patch["emails"]
        else:
            kept = [{"address": e.address, "label": e.label, "primary": bool(e.main)} for e in stored.values()]
            patch["emails"] = kept + [email for norm, email in brought.items() if norm not in stored]
    if "phones" in body:
        numbers = {phone.raw: phone.label for phone in await parts.phones_of(uow, row.id)}
        added = [phone["raw"] for phone in body["phones"] if phone["raw"] not in numbers]
        patch["phones"] = [{"raw": raw, "label": numbers.get(raw)} for raw in [*numbers, *added]]
        if not added:
            del patch["phones"]
    return patch


async def restore(uow: UnitOfWork, row: Contact, before: dict[str, Any]) -> None:
    """Bring back earlier values, in the form a patch takes."""
    values = dict(before)
    if "emails" in values:
        values["emails"] = [{n: v for n, v in email.items() if n != "id"} for email in values["emails"]]
    if "phones" in values:
        values["phones"] = [{"raw": phone["raw"], "label": phone["label"]} for phone in values["phones"]]
    await service.update(uow, row, ContactUpdate.model_validate(values))


async def match(uow: UnitOfWork, key: str, texts: Sequence[str]) -> dict[str, UUID]:
    """Find contacts by address or by your own reference."""
    if key == "email":
        return await repository.owners_of(uow, texts)
    statement = sa.select(col(Contact.external_id), col(Contact.id)).where(
        col(Contact.external_id).in_(texts), col(Contact.deleted_at).is_(None)
    )
    rows = await uow.execute(statement.order_by(col(Contact.id).desc()))
    return {str(text): contact_id for text, contact_id in rows}


def normal(key: str, text: str) -> str:
    """The comparable form of a key."""
    return read_address(text).norm if key == "email" else text.strip()


PLAIN = Importer(
    fields=FIELDS,
    keys=("id", "email", "external_id"),
    unique="email",
    limit="crm.import_rows",
    aliases=ALIASES,
    build=build,
    match=match,
    normal=normal,
    options=ContactImport,
    prepare=prepare,
    merge=merge,
    after=joining.join,
    take_back=bringing.take_back,
    restore=restore,
)
importer = for_records(PLAIN, service.contacts, ContactUpdate)

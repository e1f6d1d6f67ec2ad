"""How flat rows of a file become deals."""

from collections.abc import Mapping, Sequence
from typing import Any

from mewayz_crm.companies import service as companies
from mewayz_crm.contacts import service as contacts
from mewayz_crm.deals import service
from mewayz_crm.deals.models import Deal
from mewayz_crm.deals.schemas import DealCreate, DealUpdate
from mewayz_crm.formats import domain_of, listed, read_address
from mewayz_crm.importing import for_records
from mewayz_kit.errors import Unprocessable
from mewayz_kit.imports.importer import Importer, Values, default_importer
from mewayz_kit.uow import UnitOfWork

PLAIN = default_importer(DealCreate, Deal, ("name",))
FIELDS = {
    **PLAIN.fields,
    "tags": "Tags, separated by ; or ,",
    "company": "Name of the company: an existing one is linked, a new name makes a company",
    "company_domain": "Domain of the company: one that has it is linked, whatever its name",
    "contact_email": "Address of an existing contact",
}


def build(values: Values) -> dict[str, Any]:
    """The create body of a row; company and contact stay texts until `prepare` finds them."""
    named = {name: values[name] for name in ("company", "company_domain", "contact_email") if name in values}
    if "company_domain" in named:
        named["company_domain"] = domain_of(named["company_domain"])
    if "contact_email" in named:
        named["contact_email"] = read_address(named["contact_email"]).norm
    tags = {"tags": listed(values["tags"])} if "tags" in values else {}
    return PLAIN.build({name: text for name, text in values.items() if name not in named}) | named | tags


async def prepare(uow: UnitOfWork, bodies: Sequence[dict[str, Any]], _options: Any) -> None:
    """Swap the name of the company and the address of the contact for ids."""
    await companies.swap_names(uow, bodies)
    addresses = {body["contact_email"] for body in bodies if "contact_email" in body}
    known: Mapping[str, Any] = await contacts.owners_of(uow, addresses) if addresses else {}
    for body in bodies:
        if "contact_email" not in body:
            continue
        if body["contact_email"] not in known:
            raise Unprocessable.field("/contact_email", "unknown_reference", "No contact has this address.")
        body["contact_ids"] = [known[body.pop("contact_email")]]


FLAT = Importer(
    fields=FIELDS,
    keys=PLAIN.keys,
    required=("name",),
    limit="crm.import_rows",
    aliases={"company": ("Company name", "Organization"), "contact_email": ("Email", "E-mail")},
    build=build,
    prepare=prepare,
)
importer = for_records(FLAT, service.deals, DealUpdate)

"""How flat rows of a file become leads."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from mewayz_crm.formats import listed, read_address
from mewayz_crm.importing import for_records
from mewayz_crm.leads import repository
from mewayz_crm.leads.models import Lead
from mewayz_crm.leads.schemas import LeadCreate, LeadUpdate
from mewayz_kit.imports.importer import Importer, Values, default_importer
from mewayz_kit.uow import UnitOfWork

PLAIN = default_importer(LeadCreate, Lead, ("email", "source_ref"))
FIELDS = {name: text for name, text in PLAIN.fields.items() if name != "allow_duplicate"}
FIELDS |= {"lead_owner": "Name of the owner elsewhere", "deal_stage": "Stage of the deal elsewhere"}
FIELDS |= {"tags": "Tags, separated by ; or ,"}


def build(values: Values) -> dict[str, Any]:
    """The create body of a row; the owner and stage of another system become details."""
    details = {name: values[name] for name in ("lead_owner", "deal_stage") if name in values}
    tags = {"tags": listed(values["tags"])} if "tags" in values else {}
    body = PLAIN.build({name: text for name, text in values.items() if name not in details})
    body.setdefault("source", "import")
    return body | tags | ({"details": details} if details else {}) | {"allow_duplicate": True}


async def match(uow: UnitOfWork, key: str, texts: Sequence[str]) -> dict[str, UUID]:
    """Find leads by address or source reference."""
    if key == "email":
        return await repository.by_address(uow, texts)
    return await repository.by_reference(uow, texts)


def normal(key: str, text: str) -> str:
    """The comparable form of a key."""
    return read_address(text).norm if key == "email" else text.strip()


async def merge(_uow: UnitOfWork, row: Lead, body: dict[str, Any]) -> dict[str, Any]:
    """A patch that keeps the details the file does not bring."""
    return body | ({"details": {**row.details, **body["details"]}} if "details" in body else {})


FLAT = Importer(
    fields=FIELDS,
    keys=("id", "email", "source_ref"),
    limit="crm.import_rows",
    aliases={
        "source_ref": ("Account Id", "Lead Id"),
        "company_name": ("Company",),
        "email": ("Email 1", "E-mail"),
        "phone": ("Phone 1",),
    },
    build=build,
    match=match,
    normal=normal,
    merge=merge,
)
importer = for_records(FLAT, repository.leads, LeadUpdate)

"""How rows of a file become companies."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from mewayz_crm.companies import repository
from mewayz_crm.companies.models import Company
from mewayz_crm.companies.schemas import CompanyCreate, CompanyUpdate
from mewayz_crm.formats import domain_of, listed
from mewayz_crm.importing import for_records
from mewayz_kit.imports.importer import Values, default_importer
from mewayz_kit.uow import UnitOfWork

PLAIN = default_importer(CompanyCreate, Company, ("name", "external_id"))


def build(values: Values) -> dict[str, Any]:
    """The create body of a row. A file may hold firms of one name: it is no question at the door here."""
    lists = {name: listed(values[name]) for name in ("domains", "tags") if name in values}
    return PLAIN.build(values) | lists | {"allow_duplicate": True}


def normal(key: str, text: str) -> str:
    """Two spellings of one domain are one key; other keys are compared as they are."""
    return domain_of((listed(text) or [""])[0]) if key == "domains" else text.strip()


async def match(uow: UnitOfWork, key: str, texts: Sequence[str]) -> dict[str, UUID]:
    """Find companies by domain, or by a column."""
    if key == "domains":
        return await repository.by_domain(uow, texts)
    return await PLAIN.find(uow, Company, key, texts)


FLAT = replace(
    PLAIN,
    fields={name: text for name, text in PLAIN.fields.items() if name != "allow_duplicate"}
    | {"domains": "Domains, separated by ; or ,", "tags": "Tags, separated by ; or ,"},
    keys=(*PLAIN.keys, "domains"),
    unique="domains",
    limit="crm.import_rows",
    aliases={
        "external_id": ("Organization Id", "Company Id"),
        "employees": ("Number of employees", "Size"),
        "domains": ("Domain",),
        "name": ("Company", "Organization"),
    },
    build=build,
    match=match,
    normal=normal,
)
importer = for_records(FLAT, repository.companies, CompanyUpdate)

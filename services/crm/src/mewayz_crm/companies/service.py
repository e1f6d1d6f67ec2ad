"""Use-cases of companies."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from mewayz_crm.companies import repository
from mewayz_crm.companies.repository import by_domain, companies, named
from mewayz_crm.companies.schemas import CompanyCreate
from mewayz_crm.formats import domain_of, key_of
from mewayz_kit.uow import UnitOfWork

__all__ = ["by_domain", "companies", "find_or_create", "named", "swap_names"]


async def find_or_create(
    uow: UnitOfWork, *, name: str, website: str | None = None, owner_id: UUID | None = None
) -> UUID:
    """The company with the domain of `website`, else the one of this name, else a new one."""
    if website:
        domain = domain_of(website)
        if found := (await repository.by_domain(uow, [domain])).get(domain):
            return found
    key = key_of(name)
    if found := (await repository.named(uow, [key])).get(key):
        return found
    body = CompanyCreate(name=name[:200], website=website, owner_id=owner_id, allow_duplicate=True)
    return (await companies.create(uow, body)).id


async def swap_names(uow: UnitOfWork, bodies: Sequence[dict[str, Any]]) -> None:
    """In bodies of other records, swap `company` (a name) for `company_id`; new names make companies."""
    names = {key_of(body["company"]): body["company"] for body in bodies if "company" in body}
    known = dict(await named(uow, names)) if names else {}
    new = sorted(names.keys() - known.keys())
    made = [CompanyCreate(name=names[key][:200], allow_duplicate=True) for key in new]
    for key, row in zip(new, await companies.create_many(uow, made), strict=True):
        known[key] = row.id
    for body in bodies:
        if "company" in body:
            body["company_id"] = known[key_of(body.pop("company"))]

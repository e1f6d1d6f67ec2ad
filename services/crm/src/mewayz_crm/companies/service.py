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
    """In bodies of other records, swap `company_domain` and `company` (a name) for `company_id`.

    The domain decides where a company has it, else the name; a name that is new makes a company with that domain. A
    domain alone links nothing that is not there.
    """
    await _swap_domains(uow, [body for body in bodies if "company_domain" in body])
    names = {key_of(body["company"]): body["company"] for body in bodies if "company" in body}
    known = dict(await named(uow, names)) if names else {}
    new = sorted(names.keys() - known.keys())
    made = [CompanyCreate(name=names[key][:200], allow_duplicate=True) for key in new]
    for key, row in zip(new, await companies.create_many(uow, made), strict=True):
        known[key] = row.id
    for body in bodies:
        if "company" in body:
            body["company_id"] = known[key_of(body.pop("company"))]


async def _swap_domains(uow: UnitOfWork, bodies: Sequence[dict[str, Any]]) -> None:
    domains = {body["company_domain"] for body in bodies}
    known = dict(await repository.by_domain(uow, sorted(domains))) if domains else {}
    keys = {key_of(body["company"]) for body in bodies if "company" in body}
    stored = await named(uow, keys) if keys else {}
    new: dict[str, CompanyCreate] = {}
    for body in bodies:
        name, domain = body.get("company"), body["company_domain"]
        if name and domain not in known and key_of(name) not in stored:
            new.setdefault(domain, CompanyCreate(name=name[:200], domains=[domain], allow_duplicate=True))
    made = await companies.create_many(uow, list(new.values()))
    known |= {domain: row.id for domain, row in zip(new, made, strict=True)}
    for body in bodies:
        if (found := known.get(body.pop("company_domain"))) is not None:
            body.pop("company", None)
            body["company_id"] = found

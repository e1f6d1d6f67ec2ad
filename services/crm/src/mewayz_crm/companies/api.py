"""Routes of companies."""

from mewayz_crm.companies.models import Company
from mewayz_crm.companies.schemas import CompanyCreate, CompanyRead, CompanyUpdate
from mewayz_kit.resource import Resource

companies = Resource(
    "crm/companies",
    Company,
    read=CompanyRead,
    create=CompanyCreate,
    update=CompanyUpdate,
    permission="crm.companies",
    search=("name", "website"),
    filter=("name", "industry", "country", "owner_id", "parent_id", "created_at"),
    sort=("created_at", "name"),
)
router = companies.router

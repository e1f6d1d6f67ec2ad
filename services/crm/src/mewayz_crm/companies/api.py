"""Routes of companies."""

from mewayz_crm.companies.importer import importer
from mewayz_crm.companies.repository import companies as records
from mewayz_crm.companies.schemas import CompanyCreate, CompanyLike, CompanyUpdate
from mewayz_crm.merges.routes import add_merge_routes
from mewayz_kit.resource import Resource

companies = Resource(
    "crm/companies",
    records,
    create=CompanyCreate,
    update=CompanyUpdate,
    permission="crm.companies",
    feature="contacts",
    filter=("name", "industry", "country", "owner_id", "parent_id", "external_id", "created_at", "updated_at"),
    sort=("created_at", "name"),
    importer=importer,
)
router = companies.router
add_merge_routes(companies, like=CompanyLike)

"""Routes of links between contacts and companies."""

from mewayz_crm.contacts.companies import service
from mewayz_crm.contacts.companies.repository import links as records
from mewayz_crm.contacts.companies.schemas import ContactCompanyCreate, ContactCompanyUpdate
from mewayz_kit.resource import Resource

contact_companies = Resource(
    "crm/contact-companies",
    records,
    create=ContactCompanyCreate,
    update=ContactCompanyUpdate,
    permission="crm.contacts",
    feature="contacts",
    filter=("contact_id", "company_id"),
    on_create=service.create,
    on_update=service.update,
    on_delete=service.delete,
)
router = contact_companies.router

"""Events of leads beyond created, updated and deleted."""

from uuid import UUID

from mewayz_kit.events import Event


class LeadConverted(Event, type="crm.lead.converted.v1", subject="lead_id"):
    """A lead became a contact, and perhaps a company and a deal."""

    lead_id: UUID
    name: str
    contact_id: UUID
    company_id: UUID | None
    deal_id: UUID | None

"""What filters can ask about leads."""

from mewayz_crm.filters.registry import Fields, columns
from mewayz_crm.leads.models import Lead
from mewayz_crm.leads.schemas import LeadRead

FIELDS = (
    Fields(
        "lead",
        columns(
            Lead,
            LeadRead,
            "first_name",
            "last_name",
            "name",
            "company_name",
            "title",
            "email",
            "phone",
            "website",
            "city",
            "country",
            "notes",
            "source",
            "source_ref",
            "status",
            "owner_id",
            "converted_contact_id",
            "created_at",
            "updated_at",
        ),
    ),
)

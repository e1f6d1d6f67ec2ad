"""What filters can ask about contacts."""

from mewayz_crm.contacts.models import Contact, ContactEmail, ContactPhone
from mewayz_crm.contacts.schemas import ContactRead
from mewayz_crm.filters.many import Texts
from mewayz_crm.filters.registry import Fields, columns

FIELDS = (
    Fields(
        "contact",
        {
            **columns(
                Contact,
                ContactRead,
                "first_name",
                "last_name",
                "name",
                "title",
                "company_id",
                "city",
                "country",
                "website",
                "tz",
                "locale",
                "source",
                "lifecycle_stage",
                "subscribed_on",
                "external_id",
                "score",
                "owner_id",
                "created_at",
                "updated_at",
            ),
            "email": Texts(Contact.id, ContactEmail.contact_id, (ContactEmail.address,)),
            "phone": Texts(Contact.id, ContactPhone.contact_id, (ContactPhone.raw, ContactPhone.e164)),
        },
    ),
)

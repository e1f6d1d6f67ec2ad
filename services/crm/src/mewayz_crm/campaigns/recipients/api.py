"""Routes of campaign recipients: they are read, never written."""

from mewayz_crm.campaigns.recipients.repository import recipients as records
from mewayz_kit.resource import Resource

recipients = Resource(
    "crm/campaign-recipients",
    records,
    permission="crm.campaigns",
    feature="email-campaigns",
    filter=("campaign_id", "state", "skip_reason", "variant", "contact_id", "sent_at", "created_at"),
    verbs=("list", "get", "export"),
)
router = recipients.router

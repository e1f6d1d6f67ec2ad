"""Routes of onboarding entries: progress is read, and made by what people do."""

from mewayz_crm.onboarding_programs.entries.repository import entries as records
from mewayz_kit.resource import Resource

entries = Resource(
    "crm/onboarding-entries",
    records,
    permission="crm.onboarding_programs",
    feature="contacts",
    filter=("program_id", "user_id", "contact_id", "state", "claimed_at", "completed_at", "created_at"),
    sort=("created_at",),
    verbs=("list", "get", "export"),
)
router = entries.router

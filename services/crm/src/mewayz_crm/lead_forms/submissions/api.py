"""Routes of submissions."""

from mewayz_crm.lead_forms.submissions.repository import submissions as records
from mewayz_crm.lead_forms.taking import FEATURES
from mewayz_kit.resource import Resource

submissions = Resource(
    "crm/lead-form-submissions",
    records,
    permission="crm.lead_forms",
    feature=FEATURES,
    filter=("lead_form_id", "state", "contact_id", "created_at"),
    verbs=("list", "get"),
)
router = submissions.router

"""Routes of step runs."""

from mewayz_crm.sequences.step_runs.service import runs
from mewayz_kit.resource import Resource

step_runs = Resource(
    "crm/step-runs",
    runs,
    permission="crm.sequences",
    feature="sequences",
    filter=("sequence_id", "enrolment_id", "contact_id", "step", "type", "outcome", "created_at"),
    verbs=("list", "get"),
)
router = step_runs.router

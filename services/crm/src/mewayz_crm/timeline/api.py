"""Routes of the timeline."""

from mewayz_crm.timeline.repository import entries as records
from mewayz_kit.resource import Resource

timeline = Resource(
    "crm/timeline",
    records,
    permission="crm.timeline",
    feature="contacts",
    filter=("subject_type", "subject_id", "kind", "at"),
    sort=("-at",),
    verbs=("list", "get"),
)
router = timeline.router

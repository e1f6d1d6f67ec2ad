"""Routes of merges."""

from mewayz_crm.merges.repository import merges as records
from mewayz_kit.resource import Resource

merges = Resource(
    "crm/merges",
    records,
    permission="crm.merges",
    feature="contacts",
    filter=("kind", "survivor_id", "merged_id", "merged_into_id", "created_at"),
    verbs=("list", "get"),
)
router = merges.router

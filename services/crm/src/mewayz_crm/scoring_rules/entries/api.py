"""Routes of score entries: they are counted by rules, never written by members."""

from mewayz_crm.scoring_rules.entries.repository import entries as records
from mewayz_kit.resource import Resource

score_entries = Resource(
    "crm/score-entries",
    records,
    permission="crm.score_entries",
    feature="lead-scoring",
    filter=("contact_id", "rule_id", "trigger", "created_at"),
    verbs=("list", "get"),
)
router = score_entries.router

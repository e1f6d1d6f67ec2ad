"""Routes of scoring rules, and the explanation of a score."""

from typing import Annotated

from mewayz_crm.scoring_rules import service
from mewayz_crm.scoring_rules.schemas import ScoreRead, ScoringRuleCreate, ScoringRuleUpdate, Simulate, Simulation
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal

scoring_rules = Resource(
    "crm/scoring-rules",
    service.scoring_rules,
    create=ScoringRuleCreate,
    update=ScoringRuleUpdate,
    permission="crm.scoring_rules",
    feature="lead-scoring",
    search=("name",),
    filter=("name", "trigger", "active", "created_at"),
    sort=("created_at", "name"),
    verbs=("list", "get", "create", "update", "delete", "bulk"),
    on_create=service.create,
    on_update=service.update,
    on_delete=service.delete,
)
router = scoring_rules.router
of_contacts = new_router("crm/contacts", tag="contact_score")


@router.post("/{rule_id}/simulate")
async def simulate(
    rule_id: Id,
    data: Simulate,
    p: Annotated[Principal, require("crm.scoring_rules:read", feature="lead-scoring")],
    uow: Uow,
) -> Simulation:
    """What one more deed of a contact would do to its score now. Changes nothing."""
    return await service.simulate(uow, rule_id=rule_id, contact_id=data.contact_id)


@of_contacts.get("/{contact_id}/score")
async def explain(
    contact_id: Id, p: Annotated[Principal, require("crm.score_entries:read", feature="lead-scoring")], uow: Uow
) -> ScoreRead:
    """Why a contact has its score: what it did, what that was worth, and until when."""
    return await service.explain(uow, contact_id=contact_id)

"""Routes of quotes."""

from mewayz_kit.auth import Anyone, Uow
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router
from mewayz_workspace.billing.quotes import service
from mewayz_workspace.billing.quotes.schemas import PublicQuoteCreate, PublicQuoteRead, QuoteCreate

quotes = Resource(
    "workspace/quotes",
    service.records,
    create=QuoteCreate,
    permission="workspace.subscription",
    filter=("plan", "cycle", "created_at"),
    verbs=("list", "get", "create"),
    on_create=service.make,
)
router = quotes.router
public_router = new_router("workspace/public/quotes", tag="public_quotes")


@public_router.post("")
async def estimate(data: PublicQuoteCreate, p: Anyone, uow: Uow) -> PublicQuoteRead:
    """What a choice would cost. Nothing is kept; amounts never come from the client (422).

    422 `unknown_plan`, `unknown_bundle`, `duplicate_bundle`, `excludes_others`, `unknown_code`, or a feature that
    is not in the plan.
    """
    return await service.estimate(uow, data)

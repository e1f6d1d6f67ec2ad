"""Routes of deals."""

from typing import Annotated

from mewayz_crm.deals import service
from mewayz_crm.deals.importer import importer
from mewayz_crm.deals.schemas import (
    DealCreate,
    DealLose,
    DealMove,
    DealRead,
    DealReopen,
    DealUpdate,
    StageChangeRead,
    StageHistory,
)
from mewayz_kit.answers import IfMatch
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.tokens import Principal

deals = Resource(
    "crm/deals",
    service.deals,
    create=DealCreate,
    update=DealUpdate,
    permission="crm.deals",
    feature="pipelines",
    filter=(
        "name",
        "pipeline_id",
        "stage_id",
        "status",
        "owner_id",
        "company_id",
        "amount",
        "currency",
        "expected_close",
        "order_id",
        "quote_id",
        "created_at",
        "updated_at",
    ),
    sort=("created_at", "rank", "name", "amount", "expected_close"),
    importer=importer,
    on_create=service.create,
)
router = deals.router
Reader = Annotated[Principal, require("crm.deals:read", feature="pipelines")]
Writer = Annotated[Principal, require("crm.deals:write", feature="pipelines")]


@router.post("/{deal_id}/move")
async def move(deal_id: Id, data: DealMove, p: Writer, uow: Uow, if_match: IfMatch = None) -> DealRead:
    """Put a deal into a stage of its pipeline, after or before another deal, or at the end.

    A won or lost stage wins or loses it (`lost_reason` is needed), an open one reopens it. From won straight to
    lost, or back, is 409 `invalid_transition`. Publishes `crm.deal.stage_changed.v1`.
    """
    row = await service.move(uow, deal_id=deal_id, data=data, if_match=if_match)
    return await service.deals.show_one(uow, row)


@router.post("/{deal_id}/win")
async def win(deal_id: Id, p: Writer, uow: Uow, if_match: IfMatch = None) -> DealRead:
    """Win an open deal: it goes to the won stage. 409 `invalid_transition` unless it is open."""
    row = await service.finish(uow, deal_id=deal_id, kind="won", if_match=if_match)
    return await service.deals.show_one(uow, row)


@router.post("/{deal_id}/lose")
async def lose(deal_id: Id, data: DealLose, p: Writer, uow: Uow, if_match: IfMatch = None) -> DealRead:
    """Lose an open deal for a reason: it goes to the lost stage. 409 `invalid_transition` unless it is open."""
    row = await service.finish(uow, deal_id=deal_id, kind="lost", if_match=if_match, lost_reason=data.lost_reason)
    return await service.deals.show_one(uow, row)


@router.post("/{deal_id}/reopen")
async def reopen(deal_id: Id, data: DealReopen, p: Writer, uow: Uow, if_match: IfMatch = None) -> DealRead:
    """Open a won or lost deal again, in the stage named or the last open one it was in."""
    row = await service.reopen(uow, deal_id=deal_id, stage_id=data.stage_id, if_match=if_match)
    return await service.deals.show_one(uow, row)


@router.get("/{deal_id}/stage-history")
async def stage_history(deal_id: Id, p: Reader, uow: Uow) -> StageHistory:
    """Every stage the deal has been in, oldest first."""
    deal = await service.deals.get(uow, deal_id)
    steps = await service.history(uow, deal.id)
    return StageHistory(items=[StageChangeRead.model_validate(step) for step in steps])

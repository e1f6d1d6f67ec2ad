"""Use-cases of deals."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from mewayz_crm.deals import repository
from mewayz_crm.deals.events import DealLost, DealReopened, DealStageChanged, DealWon
from mewayz_crm.deals.models import Deal, StageChange
from mewayz_crm.deals.repository import history, newest_open
from mewayz_crm.deals.rules import DEAL, TRIGGERS
from mewayz_crm.deals.schemas import DealCreate, DealMove, DealRead
from mewayz_crm.pipelines import service as pipelines
from mewayz_crm.pipelines.stages import service as stages
from mewayz_crm.pipelines.stages.service import Stage
from mewayz_kit.errors import Conflict, Malformed, Unprocessable
from mewayz_kit.money import Money
from mewayz_kit.uow import UnitOfWork

__all__ = [
    "body_of",
    "create",
    "empty_stage",
    "finish",
    "forget",
    "history",
    "linked",
    "move",
    "newest_open",
    "reopen",
    "taking_part",
    "win_linked",
]
deals = repository.deals


async def create(uow: UnitOfWork, data: DealCreate) -> Deal:
    """Store a deal at the end of an open stage."""
    pipeline_id = data.pipeline_id
    if pipeline_id is None and data.stage_id is None:
        pipeline_id = (await pipelines.default(uow)).id
    stage = await _first_stage(uow, pipeline_id, data.stage_id)
    body = data.model_copy(update={"pipeline_id": stage.pipeline_id, "stage_id": stage.id})
    row = await deals.create(uow, body)
    uow.add(StageChange(deal_id=row.id, to_stage_id=stage.id, status="open", at=uow.now, user_id=_person(uow)))
    await uow.flush()
    return row


def body_of(values: Mapping[str, Any]) -> DealCreate:
    """A create body from the values of another feature."""
    return DealCreate.model_validate(values)


async def _first_stage(uow: UnitOfWork, pipeline_id: UUID | None, stage_id: UUID | None) -> Stage:
    """The open stage that is meant, held so that the end of it stays the end."""
    if stage_id is None and pipeline_id is not None:
        present = await stages.of_pipeline(uow, pipeline_id)
        if not present:
            raise Unprocessable.field("/pipeline_id", "unknown_reference", "There is no such pipeline.")
        stage_id = present[0].id
    stage = await _stage(uow, stage_id, pipeline_id)
    if stage.kind != "open":
        raise Unprocessable.field("/stage_id", "stage_not_open", "A deal starts in an open stage.")
    return stage


async def _stage(uow: UnitOfWork, stage_id: Any, pipeline_id: UUID | None) -> Stage:
    stage = (await stages.locked(uow, [stage_id])).get(stage_id)
    if stage is None or pipeline_id not in {None, stage.pipeline_id}:
        raise Unprocessable.field("/stage_id", "unknown_reference", "There is no such stage in this pipeline.")
    return stage


async def move(uow: UnitOfWork, *, deal_id: UUID, data: DealMove, if_match: str | None) -> Deal:
    """Put a deal somewhere on the board of its pipeline; a won or lost stage wins or loses it."""
    # The stage is locked before the deal, here and everywhere, so that two moves cannot wait for each other.
    target = (await stages.locked(uow, [data.stage_id])).get(data.stage_id)
    deal = await deals.get(uow, deal_id, lock=True)
    deals.match(deal, if_match)
    if target is None or target.pipeline_id != deal.pipeline_id:
        raise Unprocessable.field("/stage_id", "unknown_reference", "There is no such stage in this pipeline.")
    if target.kind == "lost" and deal.status != "lost" and data.lost_reason is None:
        raise Unprocessable.field("/lost_reason", "required", "Say why the deal was lost.")
    rank = await repository.place(uow, stage_id=target.id, moving=deal.id, after=data.after, before=data.before)
    if target.id != deal.stage_id:
        return await _enter(uow, deal, target, rank, data.lost_reason)
    async with deals.changing(uow, deal):
        deal.rank = rank
    return deal


async def finish(
    uow: UnitOfWork, *, deal_id: UUID, kind: str, if_match: str | None, lost_reason: str | None = None
) -> Deal:
    """Win or lose a deal: it goes to the end of the won or lost stage of its pipeline."""
    known = await deals.get(uow, deal_id)
    DEAL.next(known.status, TRIGGERS[kind])
    present = await stages.of_pipeline(uow, known.pipeline_id)
    return await _go(uow, deal_id, next(s.id for s in present if s.kind == kind), if_match, lost_reason)


async def reopen(uow: UnitOfWork, *, deal_id: UUID, stage_id: UUID | None, if_match: str | None) -> Deal:
    """Open a won or lost deal again, in the stage that is named or the last open one it was in."""
    known = await deals.get(uow, deal_id)
    DEAL.next(known.status, "reopen")
    open_ids = [s.id for s in await stages.of_pipeline(uow, known.pipeline_id) if s.kind == "open"]
    if stage_id is not None and stage_id not in open_ids:
        raise Unprocessable.field("/stage_id", "unknown_reference", "There is no such open stage in this pipeline.")
    been = [change.to_stage_id for change in await history(uow, deal_id)]
    last = next((one for one in reversed(been) if one in open_ids), open_ids[0])
    return await _go(uow, deal_id, stage_id or last, if_match, None)


async def _go(uow: UnitOfWork, deal_id: UUID, stage_id: UUID, if_match: str | None, lost_reason: str | None) -> Deal:
    target = await _stage(uow, stage_id, None)
    deal = await deals.get(uow, deal_id, lock=True)
    deals.match(deal, if_match)
    rank = await repository.place(uow, stage_id=target.id, moving=deal.id, after=None, before=None)
    return await _enter(uow, deal, target, rank, lost_reason)


async def _enter(uow: UnitOfWork, deal: Deal, target: Stage, rank: int, lost_reason: str | None) -> Deal:
    """Change the stage, and the status with it, and tell others."""
    former_stage, former_status = deal.stage_id, deal.status
    async with deals.changing(uow, deal):
        if target.kind != deal.status:
            DEAL.demand(deal, TRIGGERS[target.kind])
            deal.closed_at = None if target.kind == "open" else uow.now
            deal.lost_reason = lost_reason if target.kind == "lost" else None
        deal.stage_id, deal.rank, deal.stage_entered_at = target.id, rank, uow.now
    uow.add(
        StageChange(
            deal_id=deal.id,
            from_stage_id=former_stage,
            to_stage_id=target.id,
            status=deal.status,
            at=uow.now,
            user_id=_person(uow),
        )
    )
    await _tell(uow, deal, former_stage, former_status)
    return deal


async def _tell(uow: UnitOfWork, deal: Deal, former_stage: UUID, former_status: str) -> None:
    people = await repository.contact_ids(uow, deal.id)
    about = {
        "deal_id": deal.id,
        "name": deal.name,
        "pipeline_id": deal.pipeline_id,
        "contact_ids": people,
        "company_id": deal.company_id,
        "owner_id": deal.owner_id,
    }
    uow.publish(DealStageChanged(**about, from_stage_id=former_stage, to_stage_id=deal.stage_id))
    if deal.status == former_status:
        return
    amount = None if deal.amount is None else Money(amount=deal.amount, currency=deal.currency or "")
    outcome = {**about, "stage_id": deal.stage_id, "amount": amount}
    if deal.status == "won":
        uow.publish(DealWon(**outcome))
    elif deal.status == "lost":
        uow.publish(DealLost(**outcome, lost_reason=deal.lost_reason or ""))
    else:
        uow.publish(DealReopened(**outcome))


async def win_linked(uow: UnitOfWork, *, order_id: UUID | None = None, quote_id: UUID | None = None) -> list[UUID]:
    """Win the open deals of an order or a quote; answers all of its live deals, open or not."""
    linked = await repository.linked(uow, order_id=order_id, quote_id=quote_id)
    for deal_id, status in linked:
        if status == "open":
            await finish(uow, deal_id=deal_id, kind="won", if_match=None)
    return [deal_id for deal_id, _ in linked]


async def linked(uow: UnitOfWork, *, order_id: UUID | None = None, quote_id: UUID | None = None) -> list[UUID]:
    """The live deals of an order or a quote."""
    return [deal_id for deal_id, _ in await repository.linked(uow, order_id=order_id, quote_id=quote_id)]


async def empty_stage(uow: UnitOfWork, *, stage: Stage, move_to: UUID | None) -> None:
    """Make sure that no deal is left in a stage that is to go: 409 `stage_in_use`, or all move to `move_to`."""
    both = await stages.locked(uow, [stage.id, *([move_to] if move_to else [])])
    rows = await repository.in_stage(uow, stage.id)
    if rows and move_to is None:
        raise Conflict("stage_in_use", "The stage has deals; name the stage they move to.", deals=len(rows))
    target = both.get(move_to) if move_to else None
    if move_to and (target is None or target.pipeline_id != stage.pipeline_id or target.kind != "open"):
        raise Malformed("invalid_parameter", "move_to takes an open stage of this pipeline.", parameter="move_to")
    if target is None or target.id == stage.id:
        return
    for row in rows:
        rank = await repository.place(uow, stage_id=target.id, moving=row.id, after=None, before=None)
        if row.deleted_at is None:
            await _enter(uow, row, target, rank, None)
        else:  # nobody sees it now, but a restore must find a stage
            row.stage_id, row.rank = target.id, rank
            await uow.flush()


async def taking_part(uow: UnitOfWork, contact_ids: Sequence[UUID]) -> list[DealRead]:
    """The deals in which one of these contacts takes part."""
    return await deals.show_rows(uow, await repository.taking_part(uow, contact_ids))


async def forget(uow: UnitOfWork, contact_ids: Sequence[UUID], names: Collection[str]) -> list[UUID]:
    """Take the name off the deals of these contacts that are called like one; answers which. All else stays."""
    rows = [row for row in await repository.taking_part(uow, contact_ids) if row.name in names]
    for row in rows:
        row.name = ""
        await uow.flush()
        if row.deleted_at is None:
            await deals.tell(uow, row, "updated")
    return [row.id for row in rows]


def _person(uow: UnitOfWork) -> UUID | None:
    return uow.principal.user_id

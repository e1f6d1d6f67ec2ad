"""Stored deals."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from typing_extensions import override

from mewayz_crm.base import model_of
from mewayz_crm.deals.models import Deal, DealContact, StageChange
from mewayz_crm.deals.rules import STEP, rank_between
from mewayz_crm.deals.schemas import DealRead
from mewayz_crm.described import Described, Values
from mewayz_crm.pipelines import service as pipelines
from mewayz_kit.errors import Unprocessable
from mewayz_kit.money import Money
from mewayz_kit.uow import UnitOfWork


class Deals(Described[Deal, DealRead]):
    """Deals with their people."""

    @override
    async def complete(self, uow: UnitOfWork, row: Deal, values: Mapping[str, Any]) -> None:
        """Place a new deal, split the amount into its columns and demand a rate where currencies differ."""
        if row.rank is None:
            row.rank = await place(uow, stage_id=row.stage_id, moving=row.id, after=None, before=None)
            row.stage_entered_at = uow.now
        if "amount" in values:
            money: Money | None = values["amount"]
            row.amount, row.currency = (money.amount, money.currency) if money else (None, None)
        if "fx_rate" in values:
            row.fx_rate = None if values["fx_rate"] is None else f"{values['fx_rate']:f}"
        if row.currency and not row.fx_rate and row.currency != await pipelines.currency_of(uow, row.pipeline_id):
            raise Unprocessable.field("/fx_rate", "required", "An amount in another currency needs its rate.")

    @override
    async def write_parts(self, uow: UnitOfWork, pairs: Sequence[tuple[Deal, Values]], *, new: bool) -> None:
        """Replace the people."""
        for row, values in pairs:
            if "contact_ids" not in values:
                continue
            if not new:
                await uow.execute(sa.delete(DealContact).where(col(DealContact.deal_id) == row.id))
            await _check_contacts(uow, values["contact_ids"])
            uow.session.add_all(
                DealContact(deal_id=row.id, contact_id=contact_id, position=number)
                for number, contact_id in enumerate(values["contact_ids"])
            )
        await uow.flush()

    @override
    async def read_parts(self, uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
        """The people of a page, and the amounts."""
        parts: dict[UUID, dict[str, Any]] = {
            row["id"]: {"contact_ids": [], "amount": _money(row["amount"], row["currency"])} for row in rows
        }
        for deal_id, contact_id in await uow.execute(_people(parts)):
            parts[deal_id]["contact_ids"].append(contact_id)
        return parts


def with_contact(text: str) -> sa.ColumnElement[bool]:
    """Deals that this contact takes part in."""
    taking_part = sa.select(col(DealContact.deal_id)).where(col(DealContact.contact_id) == UUID(text))
    return col(Deal.id).in_(taking_part)


deals = Deals(Deal, DealRead, entity="deal", filters={"contact_id": with_contact})


def _money(amount: int | None, currency: str | None) -> Money | None:
    return None if amount is None or currency is None else Money(amount=amount, currency=currency)


def _people(deal_ids: Any) -> Any:
    statement = sa.select(col(DealContact.deal_id), col(DealContact.contact_id))
    return statement.where(col(DealContact.deal_id).in_(deal_ids)).order_by(col(DealContact.position))


async def contact_ids(uow: UnitOfWork, deal_id: UUID) -> list[UUID]:
    """Who takes part in a deal."""
    return [contact_id for _, contact_id in await uow.execute(_people([deal_id]))]


async def taking_part(uow: UnitOfWork, wanted: Sequence[UUID]) -> Sequence[Deal]:
    """The deals in which one of these contacts takes part, deleted ones too."""
    mine = sa.select(col(DealContact.deal_id)).where(col(DealContact.contact_id).in_(wanted))
    return await uow.all(sa.select(Deal).where(col(Deal.id).in_(mine)).order_by(col(Deal.id)))


async def newest_open(uow: UnitOfWork, *, contact_id: UUID, pipeline_id: UUID) -> UUID | None:
    """The newest open deal of a contact in a pipeline."""
    mine = sa.select(col(DealContact.deal_id)).where(col(DealContact.contact_id) == contact_id)
    there = (col(Deal.pipeline_id) == pipeline_id, col(Deal.status) == "open", col(Deal.deleted_at).is_(None))
    statement = sa.select(col(Deal.id)).where(col(Deal.id).in_(mine), *there).order_by(col(Deal.id).desc()).limit(1)
    found: UUID | None = await uow.scalar(statement)
    return found


async def linked(uow: UnitOfWork, *, order_id: UUID | None, quote_id: UUID | None) -> Sequence[tuple[UUID, str]]:
    """The live deals of an order or a quote, with their status, oldest first."""
    column, value = (col(Deal.order_id), order_id) if order_id else (col(Deal.quote_id), quote_id)
    mine = sa.select(col(Deal.id), col(Deal.status)).where(column == value, col(Deal.deleted_at).is_(None))
    return [(row[0], row[1]) for row in await uow.execute(mine.order_by(col(Deal.id)))]


async def _check_contacts(uow: UnitOfWork, wanted: Sequence[UUID]) -> None:
    contact = model_of("contacts")
    if not wanted:
        return
    live = sa.select(contact.id).where(contact.id.in_(wanted), contact.deleted_at.is_(None)).order_by(contact.id)
    known = set(await uow.all(live.with_for_update(read=True)))
    for number, contact_id in enumerate(wanted):
        if contact_id not in known:
            raise Unprocessable.field(f"/contact_ids/{number}", "unknown_reference", "There is no such contact.")


# --- the board, always under a lock on the stage ----------------------------------------------------------------


async def place(uow: UnitOfWork, *, stage_id: UUID, moving: UUID, after: UUID | None, before: UUID | None) -> int:
    """The rank for a deal that comes after or before another one of the stage, or at its end."""
    with uow.scope.seeing_all("ranks are unique among all deals of a stage"):
        for _ in range(2):
            lower, upper = await _neighbours(uow, stage_id, moving, after, before)
            rank = rank_between(lower, upper)
            if rank is not None:
                return rank
            await _spread(uow, stage_id)
    raise RuntimeError("a stage that was just renumbered has no room")


async def _neighbours(
    uow: UnitOfWork, stage_id: UUID, moving: UUID, after: UUID | None, before: UUID | None
) -> tuple[int | None, int | None]:
    others = sa.and_(col(Deal.stage_id) == stage_id, col(Deal.id) != moving)
    if after is not None:
        lower = await _rank_of(uow, others, after, "/after")
        return lower, await uow.scalar(sa.select(sa.func.min(col(Deal.rank))).where(others, col(Deal.rank) > lower))
    if before is not None:
        upper = await _rank_of(uow, others, before, "/before")
        return await uow.scalar(sa.select(sa.func.max(col(Deal.rank))).where(others, col(Deal.rank) < upper)), upper
    return await uow.scalar(sa.select(sa.func.max(col(Deal.rank))).where(others)), None


async def _rank_of(uow: UnitOfWork, others: Any, deal_id: UUID, pointer: str) -> int:
    rank = await uow.scalar(sa.select(col(Deal.rank)).where(others, col(Deal.id) == deal_id))
    if rank is None:
        raise Unprocessable.field(pointer, "unknown_reference", "There is no such deal in this stage.")
    return int(rank)


async def _spread(uow: UnitOfWork, stage_id: UUID) -> None:
    """Renumber a stage with a full gap, above the ranks it has, since each is unique in the stage."""
    ordered = await uow.all(sa.select(col(Deal.id)).where(col(Deal.stage_id) == stage_id).order_by(col(Deal.rank)))
    highest = await uow.scalar(sa.select(sa.func.max(col(Deal.rank))).where(col(Deal.stage_id) == stage_id))
    for number, deal_id in enumerate(ordered, start=1):
        statement = sa.update(Deal).where(col(Deal.id) == deal_id)
        await uow.execute(statement.values(rank=highest + number * STEP))


async def in_stage(uow: UnitOfWork, stage_id: UUID) -> Sequence[Deal]:
    """Every deal of a stage, also the deleted ones, locked, in their order."""
    statement = sa.select(Deal).where(col(Deal.stage_id) == stage_id).order_by(col(Deal.rank))
    with uow.scope.seeing_all("a stage can only go when nobody has a deal in it"):
        return await uow.all(statement.with_for_update().execution_options(populate_existing=True))


# --- history and forecast --------------------------------------------------------------------------------------


async def history(uow: UnitOfWork, deal_id: UUID) -> Sequence[StageChange]:
    """The steps of a deal, oldest first."""
    statement = sa.select(StageChange).where(col(StageChange.deal_id) == deal_id)
    return await uow.all(statement.order_by(col(StageChange.id)))


async def open_values(uow: UnitOfWork, pipeline_id: UUID, *, since: date | None, until: date | None) -> Sequence[Any]:
    """How many open deals have the same stage, amount, rate and chance: all a forecast needs, in one query."""
    shape: Any = (Deal.stage_id, Deal.amount, Deal.currency, Deal.fx_rate, Deal.probability)
    statement = sa.select(*shape, sa.func.count(col(Deal.id)).label("deals")).where(
        col(Deal.pipeline_id) == pipeline_id, col(Deal.status) == "open", col(Deal.deleted_at).is_(None)
    )
    if since is not None:
        statement = statement.where(col(Deal.expected_close) >= since)
    if until is not None:
        statement = statement.where(col(Deal.expected_close) <= until)
    found: Sequence[Any] = (await uow.execute(statement.group_by(*shape))).all()
    return found

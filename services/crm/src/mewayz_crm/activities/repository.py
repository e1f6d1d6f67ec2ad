"""Stored activities."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from typing_extensions import override

from mewayz_crm.activities import timers
from mewayz_crm.activities.models import Activity, ActivitySubject
from mewayz_crm.activities.schemas import ActivityRead
from mewayz_crm.described import Described, Values
from mewayz_crm.subjects import check_subjects
from mewayz_crm.vocabulary import Subject
from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork


class Activities(Described[Activity, ActivityRead]):
    """Activities with the records they are about."""

    @override
    async def complete(self, uow: UnitOfWork, row: Activity, values: Mapping[str, Any]) -> None:
        """An activity cannot end before it starts."""
        if row.end_at is not None and (row.start_at is None or row.end_at < row.start_at):
            raise Unprocessable.field("/end_at", "before_start", "An end comes with a start, and after it.")

    @override
    async def write_parts(self, uow: UnitOfWork, pairs: Sequence[tuple[Activity, Values]], *, new: bool) -> None:
        """Replace the subjects and the reminders, and set the timers of what is due."""
        for row, values in pairs:
            if "reminders" in values:
                await timers.replace(uow, row, values["reminders"])
            await timers.set_timers(uow, row)
            if "related" not in values:
                continue
            await check_subjects(uow, values["related"], pointer="/related/{}")
            if not new:
                await uow.execute(sa.delete(ActivitySubject).where(col(ActivitySubject.activity_id) == row.id))
            uow.session.add_all(
                ActivitySubject(activity_id=row.id, subject_id=subject.id, subject_type=subject.type, position=number)
                for number, subject in enumerate(values["related"])
            )
        await uow.flush()

    @override
    async def read_parts(self, uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
        """The subjects and reminders of a page."""
        reminders = await timers.of_activities(uow, [row["id"] for row in rows])
        parts: dict[UUID, dict[str, Any]] = {
            row["id"]: {"related": [], "reminders": reminders.get(row["id"], [])} for row in rows
        }
        statement = (
            sa.select(
                col(ActivitySubject.activity_id), col(ActivitySubject.subject_type), col(ActivitySubject.subject_id)
            )
            .where(col(ActivitySubject.activity_id).in_(parts))
            .order_by(col(ActivitySubject.position))
        )
        for activity_id, type_, subject_id in await uow.execute(statement):
            parts[activity_id]["related"].append(Subject(type=type_, id=subject_id))
        return parts

    @override
    async def set_live(self, uow: UnitOfWork, row: Activity, live: bool) -> None:
        """Timers of a deleted activity are void; a restored one has them again."""
        if live:
            await timers.set_timers(uow, row)


def about(text: str) -> sa.ColumnElement[bool]:
    """Activities about this record."""
    found = sa.select(col(ActivitySubject.activity_id)).where(col(ActivitySubject.subject_id) == UUID(text))
    return col(Activity.id).in_(found)


activities = Activities(Activity, ActivityRead, entity="activity", filters={"subject_id": about})


async def about_any(uow: UnitOfWork, subject_ids: Collection[UUID], *, alone: bool = False) -> Sequence[Activity]:
    """Activities, deleted ones too, about some records (`alone`: and about nothing else)."""
    link = ActivitySubject
    mine = sa.select(col(link.activity_id)).where(col(link.subject_id).in_(subject_ids))
    others = sa.select(col(link.activity_id)).where(col(link.subject_id).not_in(subject_ids))
    statement = sa.select(Activity).where(col(Activity.id).in_(mine)).order_by(col(Activity.id))
    return await uow.all(statement.where(col(Activity.id).not_in(others)) if alone else statement)

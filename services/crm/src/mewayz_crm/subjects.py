"""Records that notes and activities are about."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from mewayz_crm.base import SUBJECTS, model_of
from mewayz_crm.vocabulary import Subject
from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork


async def check_subjects(uow: UnitOfWork, subjects: Sequence[Subject], *, pointer: str) -> None:
    """422 at the first subject that names no live record of this workspace; `pointer` takes its number.

    They are held until the end of the transaction: a merge or deletion comes before or after, never in between.
    """
    known: set[UUID] = set()
    for type_ in {subject.type for subject in subjects}:
        model = model_of(SUBJECTS[type_])
        wanted = [subject.id for subject in subjects if subject.type == type_]
        live = sa.select(model.id).where(model.id.in_(wanted), model.deleted_at.is_(None)).order_by(model.id)
        known.update(await uow.all(live.with_for_update(read=True)))
    for number, subject in enumerate(subjects):
        if subject.id not in known:
            raise Unprocessable.field(pointer.format(number), "unknown_reference", f"There is no such {subject.type}.")

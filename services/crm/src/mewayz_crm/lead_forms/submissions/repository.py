"""Stored submissions."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.lead_forms.submissions.models import CapturedAddress, LeadFormSubmission
from mewayz_crm.lead_forms.submissions.schemas import SubmissionRead
from mewayz_kit.ids import new_id
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

submissions = Records(LeadFormSubmission, SubmissionRead, entity="lead_form_submission", tells=())


async def add(uow: UnitOfWork, row: LeadFormSubmission) -> bool:
    """Insert a submission; False when one with its token is there."""
    stamped = {"version": 1, "created_at": uow.now, "updated_at": uow.now, "workspace_id": uow.workspace_id}
    values = row.model_dump(exclude=set(stamped)) | stamped
    await uow.execute(insert_ignore(uow.runtime.db.dialect, LeadFormSubmission).values(**values))
    # Whose row is there says it: how many rows were inserted does not mean the same everywhere.
    mine = sa.select(col(LeadFormSubmission.id)).where(
        col(LeadFormSubmission.lead_form_id) == row.lead_form_id, col(LeadFormSubmission.token) == row.token
    )
    return bool(await uow.scalar(mine) == row.id)


async def get(uow: UnitOfWork, submission_id: UUID) -> LeadFormSubmission:
    """A submission, held."""
    return await uow.get(LeadFormSubmission, submission_id, lock=True)


async def is_there(uow: UnitOfWork, lead_form_id: UUID, token: str) -> bool:
    """Whether a submission of this form with this token is there."""
    mine = (col(LeadFormSubmission.lead_form_id) == lead_form_id) & (col(LeadFormSubmission.token) == token)
    return await uow.scalar(sa.select(col(LeadFormSubmission.id)).where(mine)) is not None


async def capture(uow: UnitOfWork, address_print: bytes) -> bool:
    """Remember an address as captured; False when it was before. Of two at once, one waits for the other."""
    row = {"id": new_id(), "workspace_id": uow.workspace_id, "address_print": address_print}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, CapturedAddress).values(**row))
    mine = sa.select(col(CapturedAddress.id)).where(col(CapturedAddress.address_print) == address_print)
    return bool(await uow.scalar(mine) == row["id"])


async def captured(uow: UnitOfWork, contact_id: UUID) -> bool:
    """Whether a form has brought this contact before."""
    mine = sa.select(col(LeadFormSubmission.id)).where(col(LeadFormSubmission.contact_id) == contact_id)
    return await uow.scalar(mine.limit(1)) is not None


async def waiting(uow: UnitOfWork, *, after: UUID | None, limit: int) -> Sequence[UUID]:
    """Submissions that wait for room, oldest first."""
    mine = sa.select(col(LeadFormSubmission.id)).where(col(LeadFormSubmission.state) == "waiting")
    if after is not None:
        mine = mine.where(col(LeadFormSubmission.id) > after)
    return await uow.all(mine.order_by(col(LeadFormSubmission.id)).limit(limit))


async def forget(uow: UnitOfWork, prints: Collection[bytes]) -> int:
    """Let go of what erased people said while it waited; answers how many submissions."""
    gone = sa.delete(CapturedAddress).where(col(CapturedAddress.address_print).in_(prints))
    await uow.execute(gone.execution_options(synchronize_session=False))
    mine = sa.update(LeadFormSubmission).where(col(LeadFormSubmission.address_print).in_(prints))
    values = {"state": "erased", "answers": None, "address_print": None}
    done = await uow.execute(mine.values(**values).execution_options(synchronize_session=False))
    return int(done.rowcount)

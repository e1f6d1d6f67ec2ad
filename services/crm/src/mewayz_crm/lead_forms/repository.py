"""Stored lead forms."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from typing_extensions import override

from mewayz_crm.lead_forms.models import LeadForm
from mewayz_crm.lead_forms.schemas import LeadFormRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


class LeadForms(Records[LeadForm, LeadFormRead]):
    """Lead forms free the form that they belong to when they are deleted."""

    @override
    async def delete(self, uow: UnitOfWork, row: LeadForm) -> None:
        """Delete it; its form may have another one."""
        row.live = None
        await super().delete(uow, row)

    @override
    async def restore(self, uow: UnitOfWork, record_id: UUID) -> LeadForm:
        """Bring it back: 409 `form_taken` if its form has another one since."""
        row: LeadForm | None = await uow.scalar(
            sa.select(LeadForm).where(col(LeadForm.id) == record_id).with_for_update()
        )
        if row is not None:
            row.live = True
        return await super().restore(uow, record_id)


async def _about(_uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
    return {row["id"]: {"captcha_secret_set": row["captcha_secret"] is not None} for row in rows}


forms = LeadForms(LeadForm, LeadFormRead, entity="lead_form", extend=_about)


async def of_form(uow: UnitOfWork, form_id: UUID) -> LeadForm | None:
    """The live lead form of a form of `social`."""
    mine = sa.select(LeadForm).where(col(LeadForm.form_id) == form_id, col(LeadForm.live).is_(True))
    found: LeadForm | None = await uow.scalar(mine)
    return found


async def by_key(uow: UnitOfWork, key: str) -> Any:
    """The live lead form with this public key, in whatever workspace."""
    with uow.unscoped("the key in a public address says whose form it is"):
        return await uow.scalar(sa.select(LeadForm).where(col(LeadForm.key) == key, col(LeadForm.live).is_(True)))

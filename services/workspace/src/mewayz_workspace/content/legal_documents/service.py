"""Use-cases of legal documents."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, NotFound, Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit.staff import StaffRecords
from mewayz_workspace.content.legal_documents.events import LegalDocumentPublished
from mewayz_workspace.content.legal_documents.schemas import (
    LegalDocumentCreate,
    LegalDocumentRead,
    LegalDocumentUpdate,
)
from mewayz_workspace.content.models import LegalDocument
from mewayz_workspace.content.service import DEFAULT_LOCALE
from mewayz_workspace.markdown import safe_html

records = StaffRecords(LegalDocument, LegalDocumentRead, entity="legal_document", public=False)


async def create(uow: UnitOfWork, data: LegalDocumentCreate) -> LegalDocument:
    """A draft; of one version in one language there is one."""
    return await records.create(uow, LegalDocument(**data.model_dump(), html=safe_html(data.body)))


async def update(uow: UnitOfWork, row: LegalDocument, patch: LegalDocumentUpdate) -> LegalDocument:
    """Edit a draft; 409 `published_is_immutable`."""
    _refuse_published(row)
    fields = given(patch)
    if empty := [name for name, value in fields.items() if value is None]:
        raise Unprocessable.field(f"/{empty[0]}", "null", "This field cannot be null.")
    async with records.changing(uow, row):
        for name, value in fields.items():
            setattr(row, name, value)
        row.html = safe_html(row.body)
    return row


async def delete(uow: UnitOfWork, row: LegalDocument) -> None:
    """Throw a draft away; 409 `published_is_immutable`."""
    _refuse_published(row)
    await records.delete(uow, row)


async def publish(uow: UnitOfWork, document_id: UUID) -> LegalDocument:
    """Make it public, for ever. What holds already before today would bind people backwards: 422."""
    row = await records.get(uow, document_id, lock=True)
    _refuse_published(row)
    if row.effective_at.date() < uow.now.date():
        raise Unprocessable.field("/effective_at", "in_the_past", "A text cannot hold before it is published.")
    async with records.changing(uow, row):
        row.state, row.published_at, row.published_by = "published", uow.now, uow.principal.user_id
    return row


async def tell(uow: UnitOfWork, document_id: UUID) -> None:
    """It is in force now: whoever asks people to accept it hears of it."""
    row = await records.get(uow, document_id)
    about = row.model_dump(include={"id", "kind", "locale", "effective_at", "requires_reaccept"})
    uow.publish(LegalDocumentPublished(**about, version=row.document_version))


async def current(uow: UnitOfWork, *, locale: str, kind: str | None = None) -> list[LegalDocument]:
    """What holds now: of each kind the newest version in force, in the wanted language or the nearest one."""
    wanted = list(dict.fromkeys([locale, locale.partition("-")[0], DEFAULT_LOCALE]))
    statement = sa.select(LegalDocument).where(
        col(LegalDocument.state) == "published",
        col(LegalDocument.effective_at) <= uow.now,
        col(LegalDocument.locale).in_(wanted),
    )
    if kind is not None:
        statement = statement.where(col(LegalDocument.kind) == kind)
    newest: dict[tuple[str, str], LegalDocument] = {}
    for row in await uow.all(statement.order_by(col(LegalDocument.effective_at), col(LegalDocument.published_at))):
        newest[row.kind, row.locale] = row
    kinds = sorted({row.kind for row in newest.values()})
    return [next(newest[name, tongue] for tongue in wanted if (name, tongue) in newest) for name in kinds]


async def version(uow: UnitOfWork, *, kind: str, locale: str, document_version: str | None) -> LegalDocument:
    """A published version by its name, or the one that holds now; 404 for neither."""
    if document_version is None:
        found: Sequence[LegalDocument] = await current(uow, locale=locale, kind=kind)
    else:
        found = await uow.all(
            sa.select(LegalDocument).where(
                col(LegalDocument.kind) == kind,
                col(LegalDocument.locale) == locale,
                col(LegalDocument.document_version) == document_version,
                col(LegalDocument.state) == "published",
            )
        )
    if not found:
        raise NotFound(detail="There is no such text.")
    return found[0]


def _refuse_published(row: LegalDocument) -> None:
    if row.state != "draft":
        raise Conflict("published_is_immutable", "A published text never changes; write its next version.")

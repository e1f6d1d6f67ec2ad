"""How texts are written, published and shown: the same for articles and pages."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import col

from mewayz_kit.errors import NotFound, Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.state import Machine
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.content.models import Edition
from mewayz_workspace.content.schemas import WrittenCreate
from mewayz_workspace.markdown import safe_html

TEXT = Machine(
    "text",
    {
        ("draft", "publish"): "published",
        ("published", "publish"): "published",
        ("archived", "publish"): "published",
        ("published", "archive"): "archived",
        ("draft", "archive"): "archived",
    },
)
DEFAULT_LOCALE = "en"


async def create(uow: UnitOfWork, records: Records[Any, Any], data: WrittenCreate) -> Any:
    """A draft; nobody but staff sees it."""
    return await records.create(uow, records.model(**data.model_dump(), html=safe_html(data.body)))


async def update(
    uow: UnitOfWork, records: Records[Any, Any], row: Any, patch: BaseModel, *, nullable: Sequence[str]
) -> Any:
    """Edit the draft; what is public changes with the next publication only."""
    fields = given(patch)
    if empty := [name for name, value in fields.items() if value is None and name not in nullable]:
        raise Unprocessable.field(f"/{empty[0]}", "null", "This field cannot be null.")
    async with records.changing(uow, row):
        for name, value in fields.items():
            setattr(row, name, value)
        row.html = safe_html(row.body)
    return row


async def publish(uow: UnitOfWork, records: Records[Any, Any], record_id: UUID) -> Any:
    """Make the text public as its next edition."""
    row = await records.get(uow, record_id, lock=True)
    async with records.changing(uow, row):
        TEXT.demand(row, "publish")
        row.edition, row.published_at = row.edition + 1, uow.now
        about = row.model_dump(include={"title", "body", "html", "published_at"})
        uow.add(Edition(of_id=row.id, number=row.edition, published_by=uow.principal.user_id, **about))
    return row


async def archive(uow: UnitOfWork, records: Records[Any, Any], record_id: UUID) -> Any:
    """Take the text from the public; its editions are kept."""
    row = await records.get(uow, record_id, lock=True)
    async with records.changing(uow, row):
        TEXT.demand(row, "archive")
    return row


async def editions(uow: UnitOfWork, records: Records[Any, Any], record_id: UUID) -> Sequence[Edition]:
    """Every published edition, newest first."""
    await records.get(uow, record_id)
    return await uow.all(sa.select(Edition).where(col(Edition.of_id) == record_id).order_by(col(Edition.number).desc()))


async def in_language(uow: UnitOfWork, model: Any, *, slug: str, locale: str, where: Sequence[Any] = ()) -> Any:
    """The published text with this slug in a language, its main language, or English; 404 without any."""
    wanted = list(dict.fromkeys([locale, locale.partition("-")[0], DEFAULT_LOCALE]))
    shown = sa.select(model).where(model.slug == slug, model.locale.in_(wanted), model.state == "published", *where)
    rows = {row.locale: row for row in await uow.all(shown)}
    found = next((rows[language] for language in wanted if language in rows), None)
    if found is None:
        raise NotFound(detail="There is no such text.")
    return found


async def published(uow: UnitOfWork, model: Any, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Several texts as they were last published, in the given order."""
    rows = {row.id: row for row in await uow.all(sa.select(model).where(model.id.in_(ids)))}
    return await as_published(uow, [rows[key] for key in ids if key in rows])


async def as_published(uow: UnitOfWork, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Texts with the words of their last edition: a draft in the making is not shown."""
    pairs = [(row.id, row.edition) for row in rows]
    if not pairs:
        return []
    statement = sa.select(Edition).where(
        sa.or_(*((col(Edition.of_id) == of_id) & (col(Edition.number) == number) for of_id, number in pairs))
    )
    words = {edition.of_id: edition for edition in await uow.all(statement)}
    return [
        {**row.model_dump(), "title": words[row.id].title, "html": words[row.id].html}
        for row in rows
        if row.id in words
    ]

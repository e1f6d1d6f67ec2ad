"""SQL of the search."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.folding import LAST
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.search.models import SearchDocument, SearchTerm


async def find(uow: UnitOfWork, type_: str, record_id: str) -> SearchDocument | None:
    """The document of a record, held for a change."""
    found: SearchDocument | None = await uow.scalar(
        sa.select(SearchDocument)
        .where(col(SearchDocument.type) == type_, col(SearchDocument.record_id) == record_id)
        .with_for_update()
    )
    return found


async def drop(uow: UnitOfWork, document: SearchDocument) -> None:
    """Forget a document with its words."""
    await _drop_words(uow, document)
    await uow.execute(sa.delete(SearchDocument).where(col(SearchDocument.id) == document.id))


async def put_words(uow: UnitOfWork, document: SearchDocument, terms: Mapping[str, bool]) -> None:
    """The words of a document, instead of those it had; True: a word of its title."""
    await _drop_words(uow, document)
    own = {"workspace_id": uow.workspace_id, "document_id": document.id}
    if terms:
        await uow.execute(sa.insert(SearchTerm), [{**own, "term": t, "in_title": title} for t, title in terms.items()])


async def search(
    uow: UnitOfWork, *, words: Sequence[str], phrase: str, types: Sequence[str], limit: int
) -> Sequence[SearchDocument]:
    """The documents that hold a word beginning with each of `words`."""
    title = col(SearchDocument.title_norm)
    everywhere = [col(SearchDocument.id).in_(_holding(word)) for word in words]
    in_title = sa.and_(*(col(SearchDocument.id).in_(_holding(word, in_title=True)) for word in words))
    rank = sa.case((title == phrase, 0), (sa.and_(title >= phrase, title < phrase + LAST), 1), (in_title, 2), else_=3)
    return await uow.all(
        sa.select(SearchDocument)
        .where(col(SearchDocument.type).in_(types), *everywhere)
        .order_by(rank, col(SearchDocument.changed_at).desc(), col(SearchDocument.id).desc())
        .limit(limit)
    )


async def by_id(uow: UnitOfWork, document_id: UUID) -> SearchDocument | None:
    """A document, held for a change."""
    found: SearchDocument | None = await uow.find(SearchDocument, document_id, lock=True)
    return found


async def count(uow: UnitOfWork) -> int:
    """How many documents there are in all workspaces."""
    with uow.unscoped("a rebuild reads every document"):
        return int(await uow.scalar(sa.select(sa.func.count(col(SearchDocument.id)))))


async def some(uow: UnitOfWork, *, after: UUID | None, limit: int) -> list[tuple[UUID, UUID]]:
    """Workspace and id of the next documents, of every workspace."""
    statement = sa.select(col(SearchDocument.workspace_id), col(SearchDocument.id)).order_by(col(SearchDocument.id))
    if after is not None:
        statement = statement.where(col(SearchDocument.id) > after)
    with uow.unscoped("a rebuild reads every document"):
        return [(row.workspace_id, row.id) for row in await uow.execute(statement.limit(limit))]


def _holding(word: str, *, in_title: bool = False) -> sa.Select[Any]:
    """The documents with a word that begins like this; a range, so that the key serves it."""
    term = col(SearchTerm.term)
    statement = sa.select(col(SearchTerm.document_id)).where(term >= word, term < word + LAST)
    return statement.where(col(SearchTerm.in_title).is_(True)) if in_title else statement


async def _drop_words(uow: UnitOfWork, document: SearchDocument) -> None:
    await uow.execute(sa.delete(SearchTerm).where(col(SearchTerm.document_id) == document.id))

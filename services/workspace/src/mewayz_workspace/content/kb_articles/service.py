"""Use-cases of the knowledge base."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.paging import ListQuery, ListRules
from mewayz_kit.portable import upsert
from mewayz_kit.records import Records
from mewayz_kit.schema import Page
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.content import service as content
from mewayz_workspace.content.kb_articles.schemas import (
    ArticleCreate,
    ArticleRead,
    ArticleShown,
    ArticleUpdate,
    VoteCounts,
)
from mewayz_workspace.content.models import Article, Vote

NULLABLE = ("summary",)
records = Records(Article, ArticleRead, entity="kb_article")
RULES = ListRules(
    Article, tuple(ArticleShown.model_fields), ("category", "locale", "slug"), ("position", "published_at"), ("title",)
)


async def create(uow: UnitOfWork, data: ArticleCreate) -> Article:
    """A draft."""
    row: Article = await content.create(uow, records, data)
    return row


async def update(uow: UnitOfWork, row: Article, patch: ArticleUpdate) -> Article:
    """Edit the draft."""
    row = await content.update(uow, records, row, patch, nullable=NULLABLE)
    return row


async def shown(uow: UnitOfWork, query: ListQuery) -> Page[ArticleShown]:
    """Published articles."""
    page = await records.page(uow, query, where=[col(Article.state) == "published"])
    texts = await content.published(uow, Article, [item.id for item in page.items])
    items = [ArticleShown.model_validate(text) for text in texts]
    return Page(items=items, next_cursor=page.next_cursor, total=page.total)


async def read(uow: UnitOfWork, *, slug: str, locale: str) -> ArticleShown:
    """One published article, in the language or the nearest one there is."""
    row = await content.in_language(uow, Article, slug=slug, locale=locale)
    return ArticleShown.model_validate((await content.as_published(uow, [row]))[0])


async def vote(uow: UnitOfWork, *, article_id: UUID, helpful: bool) -> VoteCounts:
    """One vote per person, which they may change; the article's row is held, so the counts are those of the votes."""
    row = await records.get(uow, article_id, lock=True)
    if row.state != "published":
        raise records.missing()
    values = {"article_id": row.id, "user_id": uow.user_id, "helpful": helpful, "at": uow.now}
    await uow.execute(upsert(uow.runtime.db.dialect, Vote, ["article_id", "user_id"], values))
    counts = sa.select(col(Vote.helpful), sa.func.count()).where(col(Vote.article_id) == row.id)
    with uow.unscoped("the votes of everybody are counted"):
        rows = (await uow.execute(counts.group_by(col(Vote.helpful)))).all()
    found = {bool(value): count for value, count in rows}
    row.helpful, row.unhelpful = found.get(True, 0), found.get(False, 0)
    await uow.flush()
    return VoteCounts(helpful=row.helpful, unhelpful=row.unhelpful, mine=helpful)

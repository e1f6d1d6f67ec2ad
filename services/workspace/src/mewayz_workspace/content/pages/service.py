"""Use-cases of content pages."""

from sqlmodel import col

from mewayz_kit.errors import Unprocessable
from mewayz_kit.paging import ListQuery, ListRules
from mewayz_kit.schema import Page
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit.staff import StaffRecords
from mewayz_workspace.content import service as content
from mewayz_workspace.content.models import ContentPage
from mewayz_workspace.content.pages.schemas import PageCreate, PageRead, PageShown, PageUpdate

NULLABLE = ("summary", "author", "author_role")
records = StaffRecords(ContentPage, PageRead, entity="content_page", public=False)
RULES = ListRules(
    ContentPage, tuple(PageShown.model_fields), ("kind", "locale", "slug"), ("position", "published_at"), ("title",)
)


async def create(uow: UnitOfWork, data: PageCreate) -> ContentPage:
    """A draft."""
    _check(data.kind, data.author)
    row: ContentPage = await content.create(uow, records, data)
    return row


async def update(uow: UnitOfWork, row: ContentPage, patch: PageUpdate) -> ContentPage:
    """Edit the draft."""
    _check(row.kind, patch.author if "author" in patch.model_fields_set else row.author)
    row = await content.update(uow, records, row, patch, nullable=NULLABLE)
    return row


async def shown(uow: UnitOfWork, query: ListQuery) -> Page[PageShown]:
    """Published pages."""
    page = await records.page(uow, query, where=[col(ContentPage.state) == "published"])
    texts = await content.published(uow, ContentPage, [item.id for item in page.items])
    items = [PageShown.model_validate(text) for text in texts]
    return Page(items=items, next_cursor=page.next_cursor, total=page.total)


async def read(uow: UnitOfWork, *, kind: str, slug: str, locale: str) -> PageShown:
    """One published page, in the language or the nearest one there is."""
    row = await content.in_language(uow, ContentPage, slug=slug, locale=locale, where=[col(ContentPage.kind) == kind])
    return PageShown.model_validate((await content.as_published(uow, [row]))[0])


def _check(kind: str, author: str | None) -> None:
    if kind == "testimonial" and not author:
        raise Unprocessable.field("/author", "missing", "A testimonial names who said it.")

"""Routes of the knowledge base: public to read, people vote, staff writes."""

from typing import Annotated

from fastapi import Query, Request, Response

from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Anyone, Person, Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.paging import parse_list
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal
from mewayz_workspace.content import service as content
from mewayz_workspace.content.kb_articles import service
from mewayz_workspace.content.kb_articles.schemas import (
    ArticleCreate,
    ArticleRead,
    ArticleShown,
    ArticleUpdate,
    VoteCast,
    VoteCounts,
)
from mewayz_workspace.content.schemas import EditionRead, Editions

public_router = new_router("workspace/public/kb-articles")
vote_router = new_router("workspace/kb-articles")
PUBLIC = options(rate="public")
Language = Annotated[str, Query(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$", description="Wanted language.")]


@public_router.get(
    "",
    openapi_extra={"parameters": list_parameters(service.RULES), **PUBLIC},
    response_model=Page[ArticleShown],
)
async def list(request: Request, p: Anyone, uow: Uow) -> Response:
    """Published articles, in their order."""
    query = parse_list(service.RULES, request.query_params.multi_items())
    return page_answer(await service.shown(uow, query), query)


@public_router.get("/{slug}", openapi_extra=PUBLIC)
async def get(slug: str, p: Anyone, uow: Uow, locale: Language = "en") -> ArticleShown:
    """One article in the wanted language, its main language, or English."""
    return await service.read(uow, slug=slug, locale=locale)


@vote_router.post("/{article_id}/vote")
async def vote(article_id: Id, data: VoteCast, p: Person, uow: Uow) -> VoteCounts:
    """Say whether it helped; a person has one vote and may change it."""
    return await service.vote(uow, article_id=article_id, helpful=data.helpful)


articles = Resource(
    "workspace/admin/kb-articles",
    service.records,
    create=ArticleCreate,
    update=ArticleUpdate,
    permission="platform.kb_articles",
    auth="staff",
    filter=("state", "category", "locale", "slug"),
    sort=("created_at", "position", "title"),
    search=("title", "slug"),
    verbs=("list", "get", "create", "update", "delete"),
    on_create=service.create,
    on_update=service.update,
)
router = articles.router
Reader = Annotated[Principal, staff("platform.kb_articles:read")]
Writer = Annotated[Principal, staff("platform.kb_articles:write")]


@router.post("/{article_id}/publish")
async def publish(article_id: Id, p: Writer, uow: Uow) -> ArticleRead:
    """Make the present text public as the next edition."""
    return ArticleRead.model_validate(await content.publish(uow, service.records, article_id))


@router.post("/{article_id}/archive")
async def archive(article_id: Id, p: Writer, uow: Uow) -> ArticleRead:
    """Take it from the public. 409 `invalid_transition` when it is archived already."""
    return ArticleRead.model_validate(await content.archive(uow, service.records, article_id))


@router.get("/{article_id}/editions")
async def list_editions(article_id: Id, p: Reader, uow: Uow) -> Editions:
    """Every published edition, newest first."""
    rows = await content.editions(uow, service.records, article_id)
    return Editions(items=[EditionRead.model_validate(row) for row in rows])

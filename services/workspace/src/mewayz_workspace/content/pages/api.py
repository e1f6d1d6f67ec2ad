"""Routes of content pages: public to read, staff writes."""

from typing import Annotated

from fastapi import Query, Request, Response

from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Anyone, Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.paging import parse_list
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal
from mewayz_workspace.content import service as content
from mewayz_workspace.content.pages import service
from mewayz_workspace.content.pages.schemas import Kind, PageCreate, PageRead, PageShown, PageUpdate
from mewayz_workspace.content.schemas import EditionRead, Editions

public_router = new_router("workspace/public/content-pages")
PUBLIC = options(rate="public")
Language = Annotated[str, Query(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$", description="Wanted language.")]


@public_router.get(
    "", openapi_extra={"parameters": list_parameters(service.RULES), **PUBLIC}, response_model=Page[PageShown]
)
async def list(request: Request, p: Anyone, uow: Uow) -> Response:
    """Published pages, in their order; `kind` and `locale` narrow them."""
    query = parse_list(service.RULES, request.query_params.multi_items())
    return page_answer(await service.shown(uow, query), query)


@public_router.get("/{kind}/{slug}", openapi_extra=PUBLIC)
async def get(kind: Kind, slug: str, p: Anyone, uow: Uow, locale: Language = "en") -> PageShown:
    """One page in the wanted language, its main language, or English."""
    return await service.read(uow, kind=kind, slug=slug, locale=locale)


pages = Resource(
    "workspace/admin/content-pages",
    service.records,
    create=PageCreate,
    update=PageUpdate,
    permission="platform.content_pages",
    auth="staff",
    filter=("kind", "state", "locale", "slug"),
    sort=("created_at", "position", "title"),
    search=("title", "slug"),
    verbs=("list", "get", "create", "update", "delete"),
    on_create=service.create,
    on_update=service.update,
)
router = pages.router
Reader = Annotated[Principal, staff("platform.content_pages:read")]
Writer = Annotated[Principal, staff("platform.content_pages:write")]


@router.post("/{page_id}/publish")
async def publish(page_id: Id, p: Writer, uow: Uow) -> PageRead:
    """Make the present text public as the next edition."""
    return PageRead.model_validate(await content.publish(uow, service.records, page_id))


@router.post("/{page_id}/archive")
async def archive(page_id: Id, p: Writer, uow: Uow) -> PageRead:
    """Take it from the public. 409 `invalid_transition` when it is archived already."""
    return PageRead.model_validate(await content.archive(uow, service.records, page_id))


@router.get("/{page_id}/editions")
async def list_editions(page_id: Id, p: Reader, uow: Uow) -> Editions:
    """Every published edition, newest first."""
    rows = await content.editions(uow, service.records, page_id)
    return Editions(items=[EditionRead.model_validate(row) for row in rows])

"""Routes of views."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request, Response

from mewayz_crm.views import grouping, service
from mewayz_crm.views.schemas import ViewCreate, ViewGroups, ViewUpdate
from mewayz_kit.answers import page_answer
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal

views = Resource(
    "crm/views",
    service.views,
    create=ViewCreate,
    update=ViewUpdate,
    permission="crm.views",
    feature="contacts",
    search=("name",),
    filter=("name", "entity", "layout", "shared", "owner_id", "created_at"),
    sort=("created_at", "name"),
    verbs=("list", "get", "create", "update", "delete", "bulk"),
    on_create=service.create,
    on_update=service.update,
)
router = views.router
Reader = Annotated[Principal, require("crm.views:read", feature="contacts")]
From = Annotated[date | None, Query(alias="from", description="First day of `date_field`, in the workspace's zone.")]
Until = Annotated[date | None, Query(description="Last day of `date_field`, in the workspace's zone.")]


@router.get("/{view_id}/rows", response_model=Page[dict[str, Any]])
async def list_rows(
    view_id: Id, request: Request, p: Reader, uow: Uow, since: From = None, until: Until = None
) -> Response:
    """The records that a view shows you, as their own list shows them and with all of its parameters.

    `sort` goes before that of the view. 403 for records that you may not read at all.
    """
    asked = _others(request)
    return page_answer(*await service.rows(uow, view_id=view_id, since=since, until=until, parameters=asked))


@router.get("/{view_id}/groups")
async def list_groups(
    view_id: Id, request: Request, p: Reader, uow: Uow, since: From = None, until: Until = None
) -> ViewGroups:
    """Count and sums of the records that a view shows you by `group_by`; takes the filters of the rows."""
    asked = _others(request)
    return await grouping.groups(uow, view_id=view_id, since=since, until=until, parameters=asked)


def _others(request: Request) -> list[tuple[str, str]]:
    """The parameters that the list itself reads."""
    return [(name, value) for name, value in request.query_params.multi_items() if name not in {"from", "until"}]

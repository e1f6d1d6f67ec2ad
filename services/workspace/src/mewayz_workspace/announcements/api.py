"""Routes of announcements: for readers, who need no workspace, and for staff."""

from fastapi import Response

from mewayz_kit.auth import Person, Uow
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router
from mewayz_workspace.announcements import service
from mewayz_workspace.announcements.schemas import (
    AnnouncementCreate,
    AnnouncementShown,
    AnnouncementsShown,
    AnnouncementUpdate,
)

router = new_router("workspace/announcements")


@router.get("")
async def list(p: Person, uow: Uow) -> AnnouncementsShown:
    """What the caller should see now and has not dismissed."""
    rows = [AnnouncementShown.model_validate(row) for row in await service.for_reader(uow)]
    return AnnouncementsShown(items=rows)


@router.post("/{announcement_id}/dismiss", status_code=204)
async def dismiss(announcement_id: Id, p: Person, uow: Uow) -> Response:
    """Do not show it to the caller again. 409 `not_dismissible`."""
    await service.dismiss(uow, announcement_id)
    return Response(status_code=204)


announcements = Resource(
    "workspace/admin/announcements",
    service.records,
    create=AnnouncementCreate,
    update=AnnouncementUpdate,
    permission="platform.announcements",
    auth="staff",
    filter=("level", "starts_at", "ends_at"),
    sort=("created_at", "starts_at"),
    search=("title",),
    verbs=("list", "get", "create", "update", "delete"),
    on_create=service.create,
    on_update=service.update,
)
admin_router = announcements.router

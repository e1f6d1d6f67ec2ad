"""Routes of notifications; they belong to a person and take no workspace header."""

from typing import Annotated

from fastapi import Header, Request, Response
from fastapi.responses import StreamingResponse

from mewayz_kit.auth import Person, Uow
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_workspace.notifications import service, stream
from mewayz_workspace.notifications.schemas import NotificationRead, Unread

# Fixed paths come before the ones with an id, which would take them for one.
fixed_router = new_router("workspace/notifications")
LastSeen = Annotated[int | None, Header(ge=0, description="`id` of the last event seen; the stream goes on after it.")]


@fixed_router.get("/stream", response_class=StreamingResponse, openapi_extra=options(stream=True))
async def follow(p: Person, request: Request, uow: Uow, last_event_id: LastSeen = None) -> StreamingResponse:
    """New notifications as server-sent events `notification`, whose `id` is `seq`.

    Reconnect with `Last-Event-ID` to get exactly what was missed; a comment every 15 s keeps the line open.
    """
    body = stream.events(request.app.state.runtime, p, last_event_id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(body, media_type="text/event-stream", headers=headers)


@fixed_router.get("/unread-count")
async def unread_count(p: Person, uow: Uow) -> Unread:
    """How many notifications the caller has not read."""
    return Unread(unread=await service.unread(uow))


@fixed_router.post("/read-all", status_code=204)
async def read_all(p: Person, uow: Uow) -> Response:
    """Mark everything there is now as read."""
    await service.mark_all_read(uow)
    return Response(status_code=204)


notifications = Resource(
    "workspace/notifications",
    service.records,
    permission="workspace.notifications",
    auth="account",
    filter=("category", "workspace_id", "read_at", "created_at"),
    sort=("created_at", "seq"),
    verbs=("list", "get"),
)
router = notifications.router


@router.post("/{notification_id}/read")
async def read(notification_id: Id, p: Person, uow: Uow) -> NotificationRead:
    """Mark one as read; reading again changes nothing."""
    return NotificationRead.model_validate(await service.mark_read(uow, notification_id))

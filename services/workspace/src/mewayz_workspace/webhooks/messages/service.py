"""Use-cases of webhook messages: from an event to rows that wait for their sender."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.clock import rfc3339
from mewayz_kit.errors import Conflict
from mewayz_kit.ids import new_id
from mewayz_kit.inbox import Work
from mewayz_kit.records import Records
from mewayz_kit.retention import forget
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.webhooks.deliveries import queue
from mewayz_workspace.webhooks.endpoints import service as endpoints
from mewayz_workspace.webhooks.messages.schemas import MessageRead
from mewayz_workspace.webhooks.models import WebhookDelivery, WebhookDispatch, WebhookEndpoint, WebhookMessage
from mewayz_workspace.webhooks.rules import FAILED, KEPT_FOR, OPEN, wire_id

TESTED = "workspace.webhook_endpoint.tested.v1"


async def _with_progress(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    ids = [row["id"] for row in rows]
    found: Sequence[WebhookDispatch] = await uow.all(
        sa.select(WebhookDispatch)
        .where(col(WebhookDispatch.message_id).in_(ids))
        .order_by(col(WebhookDispatch.endpoint_id))
        .execution_options(populate_existing=True)
    )
    progress: defaultdict[UUID, list[WebhookDispatch]] = defaultdict(list)
    for dispatch in found:
        progress[dispatch.message_id].append(dispatch)
    return {key: {"webhook_id": wire_id(key), "endpoints": progress[key]} for key in ids}


records = Records(WebhookMessage, MessageRead, entity="webhook_message", extend=_with_progress, tells=())


async def take_event(uow: UnitOfWork, envelope: Envelope) -> None:
    """Keep one message for the endpoints that want this event, however often it arrives."""
    wanted = await endpoints.listening(uow, envelope.type)
    if not wanted:
        return
    known = sa.select(col(WebhookMessage.id)).where(col(WebhookMessage.event_id) == envelope.id)
    if await uow.scalar(known) is not None:
        return
    message = await _store(
        uow,
        envelope.id,
        type=envelope.type,
        subject=envelope.subject,
        data=envelope.data,
        at=envelope.time,
        depth=envelope.depth,
    )
    for endpoint in wanted:
        await _dispatch(uow, endpoint, message.id)


async def test(uow: UnitOfWork, endpoint_id: UUID) -> MessageRead:
    """A message that no event caused, to one endpoint, whatever it listens to."""
    endpoint = await _switched_on(uow, endpoint_id)
    data = {"id": str(endpoint.id), "url": endpoint.url}
    message = await _store(uow, new_id(), type=TESTED, subject=str(endpoint.id), data=data, at=uow.now, depth=0)
    await _dispatch(uow, endpoint, message.id)
    return await records.show_one(uow, message)


async def redeliver(uow: UnitOfWork, message_id: UUID, endpoint_id: UUID | None) -> MessageRead:
    """Send a message again, with the same id and bytes, through a new run of attempts."""
    message = await records.get(uow, message_id)
    mine = sa.select(col(WebhookDispatch.endpoint_id)).where(col(WebhookDispatch.message_id) == message_id)
    for known in sorted(await uow.all(mine)) if endpoint_id is None else [endpoint_id]:
        endpoint = await _switched_on(uow, known)
        await _dispatch(uow, endpoint, message_id)
    return await records.show_one(uow, message)


async def recover(uow: UnitOfWork, endpoint_id: UUID, since: datetime | None) -> int:
    """Send again what an endpoint did not get since a moment; answers how many."""
    endpoint = await _switched_on(uow, endpoint_id)
    after = max(since or uow.now - timedelta(days=1), uow.now - KEPT_FOR)
    lost = (
        sa.select(WebhookDispatch)
        .join(WebhookMessage, col(WebhookMessage.id) == col(WebhookDispatch.message_id))
        .where(
            col(WebhookDispatch.endpoint_id) == endpoint_id,
            col(WebhookDispatch.state).in_(FAILED),
            col(WebhookMessage.created_at) >= after,
        )
    )
    rows: Sequence[WebhookDispatch] = await uow.all(lost)
    for row in rows:
        row.state, row.step, row.next_at = "pending", 0, uow.now
    if rows:
        queue.wake(uow, endpoint.id)
    await uow.flush()
    return len(rows)


async def forget_old(work: Work) -> None:
    """Messages are kept 90 days, and with them what was tried of them."""
    old, attempts = col(WebhookMessage.created_at) < work.now - KEPT_FOR, (WebhookDelivery, WebhookDispatch)
    for model in attempts:
        await forget(work.runtime, model, col(model.message_id).in_(sa.select(col(WebhookMessage.id)).where(old)))
    bare = [~sa.exists().where(col(model.message_id) == col(WebhookMessage.id)) for model in attempts]
    await forget(work.runtime, WebhookMessage, old, *bare)


async def _switched_on(uow: UnitOfWork, endpoint_id: UUID) -> WebhookEndpoint:
    endpoint = await endpoints.usable(uow, endpoint_id)
    if not endpoint.enabled:
        raise Conflict("endpoint_disabled", "Enable the endpoint first.")
    return endpoint


async def _store(
    uow: UnitOfWork, event_id: UUID, *, type: str, subject: str, data: Any, at: datetime, depth: int
) -> WebhookMessage:
    """The bytes are made once, here."""
    body = {
        "id": str(event_id),
        "type": type,
        "timestamp": rfc3339(at),
        "workspace_id": str(uow.workspace_id),
        "subject": subject,
        "data": data,
    }
    message = uow.add(WebhookMessage(event_id=event_id, type=type, body=orjson.dumps(body).decode(), depth=depth))
    await uow.flush()
    return message


async def _dispatch(uow: UnitOfWork, endpoint: WebhookEndpoint, message_id: UUID) -> None:
    """Put a message before an endpoint, whose row is locked; one that is switched off is passed over."""
    pair = (col(WebhookDispatch.endpoint_id) == endpoint.id, col(WebhookDispatch.message_id) == message_id)
    row: WebhookDispatch | None = await uow.scalar(sa.select(WebhookDispatch).where(*pair))
    called = await _sender_comes(uow, endpoint)
    if row is None:
        row = uow.add(WebhookDispatch(id=new_id(), endpoint_id=endpoint.id, message_id=message_id, state="pending"))
    if not endpoint.enabled or endpoint.frozen:
        row.state, row.next_at = "skipped", None
    else:
        row.state, row.step, row.next_at = "pending", 0, uow.now
        if not called:
            queue.wake(uow, endpoint.id)
    await uow.flush()


async def _sender_comes(uow: UnitOfWork, endpoint: WebhookEndpoint) -> bool:
    """Whether somebody is sending (and looks again before letting go), or was called for what is due already."""
    if endpoint.sending_until is not None and endpoint.sending_until > uow.now:
        return True
    due = sa.select(col(WebhookDispatch.id)).where(
        col(WebhookDispatch.endpoint_id) == endpoint.id,
        col(WebhookDispatch.state).in_(OPEN),
        col(WebhookDispatch.next_at) <= uow.now,
    )
    return await uow.scalar(due.limit(1)) is not None

"""Use-cases of deliveries. One sender at a time works for an endpoint: it holds a lease on the endpoint's row.

So a slow receiver keeps one lane of a worker busy, never more, and no message is under way twice; one that does not
answer at all gives the lane back after a batch, and waits for its next turn behind others. Nothing is sent inside a
transaction: a batch is read, sent side by side, and what came of it is written.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.egress import Answer, EgressFailed, EgressRefused
from mewayz_kit.inbox import Work
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.webhooks.deliveries.schemas import DeliveryRead
from mewayz_workspace.webhooks.endpoints import service as endpoints
from mewayz_workspace.webhooks.models import WebhookDelivery, WebhookDispatch, WebhookEndpoint, WebhookMessage
from mewayz_workspace.webhooks.rules import OPEN, RESPONSE_BYTES, given_up, headers, next_attempt, verdict

BATCH = 20
TIMEOUT = 10.0
LEASE = timedelta(seconds=50)
"""Shorter than that of the job itself, so that whoever repeats a lost job finds the endpoint free."""
ROUNDS = 3
PAUSE = timedelta(seconds=30)
OVERDUE = timedelta(minutes=2)
Again = Callable[[UnitOfWork, UUID, datetime], None]
records = Records(WebhookDelivery, DeliveryRead, entity="webhook_delivery", tells=())


@dataclass(slots=True)
class Parcel:
    """One message on its way to an endpoint, and what became of it."""

    dispatch_id: UUID
    message_id: UUID
    body: bytes
    depth: int
    status: int | None = None
    error: str | None = None
    latency_ms: int = 0
    answer: Answer | None = None


@dataclass(slots=True)
class Load:
    """A batch for one endpoint, with the secrets that sign it."""

    url: str
    secrets: list[bytes]
    until: datetime
    parcels: list[Parcel] = field(default_factory=list)


async def send_due(work: Work, endpoint_id: UUID, *, again: Again) -> None:
    """Send what is due for one endpoint, at most a few batches; what waits longer gets a job of its own."""
    lease: datetime | None = None
    for _ in range(ROUNDS):
        async with work.uow() as uow:
            load = await _take(uow, endpoint_id, lease, again)
        if load is None:
            return
        lease = load.until
        await asyncio.gather(*(_send(work, load, parcel) for parcel in load.parcels))
        async with work.uow() as uow:
            await _settle(uow, endpoint_id, load)
        if all(parcel.status is None for parcel in load.parcels):
            break
    async with work.uow() as uow:
        await _release(uow, endpoint_id, lease, again)


async def overdue(uow: UnitOfWork) -> list[tuple[UUID, UUID]]:
    """Endpoints (with their workspaces) whose messages should have been sent a while ago."""
    with uow.unscoped("a safety net for the endpoints of every workspace"):
        found = await uow.execute(
            sa.select(col(WebhookDispatch.endpoint_id), col(WebhookDispatch.workspace_id))
            .where(col(WebhookDispatch.state).in_(OPEN), col(WebhookDispatch.next_at) <= uow.now - OVERDUE)
            .distinct()
            .limit(200)
        )
    return [(row.endpoint_id, row.workspace_id) for row in found]


async def _take(uow: UnitOfWork, endpoint_id: UUID, lease: datetime | None, again: Again) -> Load | None:
    """The next batch, with the lease renewed; None when there is none or somebody else is at it."""
    endpoint = await _held(uow, endpoint_id, lease)
    if endpoint is None:
        return None
    due: Sequence[WebhookDispatch] = await uow.all(
        sa.select(WebhookDispatch)
        .where(
            col(WebhookDispatch.endpoint_id) == endpoint_id,
            col(WebhookDispatch.state).in_(OPEN),
            col(WebhookDispatch.next_at) <= uow.now,
        )
        .order_by(col(WebhookDispatch.next_at), col(WebhookDispatch.id))
        .limit(BATCH)
    )
    if not due or not endpoint.enabled or endpoint.frozen:
        await _release(uow, endpoint_id, lease, again)
        return None
    until = uow.now + LEASE
    await _lease(uow, endpoint_id, until)
    bodies = await uow.all(sa.select(WebhookMessage).where(col(WebhookMessage.id).in_([row.message_id for row in due])))
    texts = {message.id: message for message in bodies}
    return Load(
        url=endpoint.url,
        secrets=_secrets(uow, endpoint),
        until=until,
        parcels=[
            Parcel(row.id, row.message_id, texts[row.message_id].body.encode(), texts[row.message_id].depth)
            for row in due
        ],
    )


async def _send(work: Work, load: Load, parcel: Parcel) -> None:
    """One attempt, with a fresh timestamp; whatever comes of it is noted in the parcel."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    signed = headers(load.secrets, parcel.message_id, parcel.body, at=work.now, depth=parcel.depth)
    try:
        parcel.answer = await work.runtime.egress.request(
            "POST", load.url, headers=signed, content=parcel.body, timeout=TIMEOUT
        )
        parcel.status = parcel.answer.status
    except (EgressRefused, EgressFailed) as error:
        parcel.error = error.code
    parcel.latency_ms = round((loop.time() - started) * 1000)


async def _settle(uow: UnitOfWork, endpoint_id: UUID, load: Load) -> None:
    """Write what became of a batch; unless the lease was lost, then whoever has it sends again."""
    endpoint = await _held(uow, endpoint_id, load.until)
    if endpoint is None:
        return
    ids = [parcel.dispatch_id for parcel in load.parcels]
    rows = await uow.all(sa.select(WebhookDispatch).where(col(WebhookDispatch.id).in_(ids)).with_for_update())
    waiting = {row.id: row for row in rows}
    verdicts = []
    for parcel in load.parcels:
        row = waiting.get(parcel.dispatch_id)
        if row is None:
            continue
        if parcel.error == "egress_paused":  # nothing was sent, so no attempt is used up
            row.next_at = uow.now + PAUSE
            continue
        verdicts.append(_note(uow, row, parcel))
    await uow.flush()
    await _judge(uow, endpoint, verdicts)


def _note(uow: UnitOfWork, row: WebhookDispatch, parcel: Parcel) -> str:
    """One attempt in the books; answers its verdict."""
    result = verdict(parcel.status)
    row.attempts, row.step = row.attempts + 1, row.step + 1
    row.next_at = None
    if result == "delivered":
        row.state = "delivered"
    elif row.state in OPEN:
        answered = parcel.answer.headers if parcel.answer else {}
        row.next_at = next_attempt(row.step, now=uow.now, seed=row.id, answered=answered)
        row.state = "retrying" if row.next_at else "exhausted"
    uow.add(
        WebhookDelivery(
            endpoint_id=row.endpoint_id,
            message_id=row.message_id,
            attempt=row.attempts,
            status=parcel.status,
            error=parcel.error,
            latency_ms=parcel.latency_ms,
            response=_shown(parcel.answer),
            next_at=row.next_at,
        )
    )
    return result


async def _judge(uow: UnitOfWork, endpoint: WebhookEndpoint, verdicts: list[str]) -> None:
    """What a batch says of its endpoint: healthy, failing, gone."""
    if "gone" in verdicts:
        if endpoint.enabled:
            await endpoints.disable(uow, endpoint, "gone")
    elif "delivered" in verdicts:
        endpoint.failing_since = None
    elif verdicts:
        endpoint.failing_since = endpoint.failing_since or uow.now
        if endpoint.enabled and given_up(endpoint.failing_since, uow.now):
            await endpoints.disable(uow, endpoint, "failing")
    await uow.flush()


async def _release(uow: UnitOfWork, endpoint_id: UUID, lease: datetime | None, again: Again) -> None:
    """Let go of the endpoint; what waits for a later moment (or for the next batch) brings a sender back."""
    if await _held(uow, endpoint_id, lease) is None:
        return
    await _lease(uow, endpoint_id, None)
    earliest: datetime | None = await uow.scalar(
        sa.select(sa.func.min(col(WebhookDispatch.next_at))).where(
            col(WebhookDispatch.endpoint_id) == endpoint_id, col(WebhookDispatch.state).in_(OPEN)
        )
    )
    if earliest is not None:
        again(uow, endpoint_id, earliest)


async def _held(uow: UnitOfWork, endpoint_id: UUID, lease: datetime | None) -> WebhookEndpoint | None:
    """The endpoint, locked, if it is free or the lease is ours."""
    endpoint = await uow.find(WebhookEndpoint, endpoint_id, lock=True)
    if endpoint is None:
        return None
    taken = endpoint.sending_until is not None and endpoint.sending_until > uow.now
    return None if taken and endpoint.sending_until != lease else endpoint


async def _lease(uow: UnitOfWork, endpoint_id: UUID, until: datetime | None) -> None:
    """Directly, so that the version of the endpoint stays: nothing of what people see has changed."""
    change = sa.update(WebhookEndpoint).where(col(WebhookEndpoint.id) == endpoint_id).values(sending_until=until)
    await uow.execute(change.execution_options(synchronize_session=False))


def _secrets(uow: UnitOfWork, endpoint: WebhookEndpoint) -> list[bytes]:
    sealed = [endpoint.secret]
    if endpoint.previous_secret is not None and endpoint.previous_until and endpoint.previous_until > uow.now:
        sealed.append(endpoint.previous_secret)
    return [uow.runtime.crypto.open(endpoints.PURPOSE, secret) for secret in sealed]


def _shown(answer: Answer | None) -> str | None:
    return answer.body[:RESPONSE_BYTES].decode("utf-8", "replace").replace("\x00", "") if answer else None

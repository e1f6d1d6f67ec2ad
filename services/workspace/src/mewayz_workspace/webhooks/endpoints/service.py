"""Use-cases of webhook endpoints."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.crypto import new_token
from mewayz_kit.errors import Conflict, Forbidden, Unprocessable
from mewayz_kit.notices import Recipients, notify
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.team.roles.rules import OWNER
from mewayz_workspace.webhooks.endpoints.schemas import EndpointCreate, EndpointRead, EndpointSecret
from mewayz_workspace.webhooks.models import WebhookDelivery, WebhookDispatch, WebhookEndpoint
from mewayz_workspace.webhooks.rules import OPEN, OVERLAP, SECRET_BYTES, matches, spoken

LIMIT, FEATURE = "workspace.webhook_endpoints", "webhooks"
PURPOSE = "webhook-secret"
records = Records(WebhookEndpoint, EndpointRead, entity="webhook_endpoint")


async def create(uow: UnitOfWork, data: EndpointCreate) -> EndpointSecret:
    """Store an endpoint with a fresh secret; 402 when the plan has no place for it."""
    uow.runtime.egress.glance(data.url)
    await entitlements.claim(uow, LIMIT)
    secret = new_token(SECRET_BYTES).encode()
    row = WebhookEndpoint(**data.model_dump(), secret=uow.runtime.crypto.seal(PURPOSE, secret))
    await records.create(uow, row)
    return await _with_secret(uow, row, secret)


async def update(uow: UnitOfWork, row: WebhookEndpoint, patch: Any) -> WebhookEndpoint:
    """Change an endpoint; switching it on again forgives its failures, switching it off skips what was waiting.

    403 `frozen_over_limit` beyond the plan.
    """
    _refuse_frozen(row)
    fields = given(patch)
    if empty := [name for name, value in fields.items() if value is None and name != "description"]:
        raise Unprocessable.field(f"/{empty[0]}", "null", "This field cannot be null.")
    if "url" in fields:
        uow.runtime.egress.glance(fields["url"])
    before = row.enabled
    async with records.changing(uow, row):
        for name, value in fields.items():
            setattr(row, name, value)
        if row.enabled and not before:
            row.disabled_reason = row.failing_since = None
    if before and not row.enabled:
        await skip_waiting(uow, row.id)
    return row


async def delete(uow: UnitOfWork, row: WebhookEndpoint) -> None:
    """Delete an endpoint with its secrets and the history of its deliveries."""
    for model in (WebhookDelivery, WebhookDispatch):
        await uow.execute(
            sa.delete(model).where(col(model.endpoint_id) == row.id).execution_options(synchronize_session=False)
        )
    await records.delete(uow, row)
    await entitlements.release(uow, LIMIT)
    await settle(uow)


async def rotate(uow: UnitOfWork, endpoint_id: UUID) -> EndpointSecret:
    """A new secret; the old one signs as well for a day, so that the other side can change without a gap."""
    row = await usable(uow, endpoint_id)
    secret = new_token(SECRET_BYTES).encode()
    async with records.changing(uow, row):
        row.previous_secret, row.previous_until = row.secret, uow.now + OVERLAP
        row.secret = uow.runtime.crypto.seal(PURPOSE, secret)
    return await _with_secret(uow, row, secret)


async def enable(uow: UnitOfWork, endpoint_id: UUID) -> WebhookEndpoint:
    """Switch an endpoint on and forgive its failures; 403 `frozen_over_limit` beyond the plan."""
    row = await usable(uow, endpoint_id)
    async with records.changing(uow, row):
        row.enabled, row.disabled_reason, row.failing_since = True, None, None
    return row


async def usable(uow: UnitOfWork, endpoint_id: UUID) -> WebhookEndpoint:
    """The endpoint, locked, unless it is frozen."""
    row = await records.get(uow, endpoint_id, lock=True)
    _refuse_frozen(row)
    return row


async def disable(uow: UnitOfWork, row: WebhookEndpoint, reason: str) -> None:
    """Switch an endpoint off that is gone or keeps failing, and tell the owners."""
    async with records.changing(uow, row):
        row.enabled, row.disabled_reason = False, reason
    await skip_waiting(uow, row.id)
    notify(
        uow,
        recipients=Recipients(role=OWNER),
        category="work",
        template="webhook_disabled",
        params={"url": row.url, "reason": reason},
        url="/settings/webhooks",
        dedupe_key=f"webhook-disabled:{row.id}:{row.version}",
    )


async def listening(uow: UnitOfWork, type_: str) -> list[WebhookEndpoint]:
    """The endpoints of the present workspace that want an event, locked in a fixed order, also those that are off."""
    known = await uow.execute(sa.select(col(WebhookEndpoint.id), col(WebhookEndpoint.event_types)))
    ids = [row.id for row in known if matches(row.event_types, type_)]
    if not ids:
        return []
    statement = sa.select(WebhookEndpoint).where(col(WebhookEndpoint.id).in_(ids)).order_by(col(WebhookEndpoint.id))
    return list(await uow.all(statement.with_for_update().execution_options(populate_existing=True)))


async def skip_waiting(uow: UnitOfWork, endpoint_id: UUID) -> None:
    """What has not arrived yet is not sent; `recover` can send it later."""
    await uow.execute(
        sa.update(WebhookDispatch)
        .where(col(WebhookDispatch.endpoint_id) == endpoint_id, col(WebhookDispatch.state).in_(OPEN))
        .values(state="skipped", next_at=None)
        .execution_options(synchronize_session=False)
    )


async def put_in_place(uow: UnitOfWork, endpoint_id: UUID, *, keep: bool) -> WebhookEndpoint:
    """Which endpoints the owner keeps where the plan has fewer places; 409 `not_over_limit` where it has enough."""
    row = await records.get(uow, endpoint_id, lock=True)
    rows = await _all(uow)
    if not any(other.frozen for other in rows):
        raise Conflict("not_over_limit", "The plan has a place for each.")
    places = [other.place for other in rows]
    row.place = min(places) - 1 if keep else max(places) + 1
    await uow.flush()
    await settle(uow)
    if keep and row.frozen:
        limit = (await entitlements.current(uow)).limits.get(LIMIT, 0)
        raise entitlements.limit_reached(LIMIT, used=len(rows), limit=limit)
    return row


async def settle(uow: UnitOfWork) -> None:
    """Freeze the endpoints beyond the plan, and thaw those within it; none is deleted."""
    held = await entitlements.current(uow)
    limit = held.limits.get(LIMIT, 0) if FEATURE in held.features else 0
    for place, row in enumerate(await _all(uow)):
        frozen = limit != -1 and place >= limit
        if row.frozen != frozen:
            async with records.changing(uow, row):
                row.frozen = frozen
            if frozen:
                await skip_waiting(uow, row.id)


def _refuse_frozen(row: WebhookEndpoint) -> None:
    if row.frozen:
        raise Forbidden("frozen_over_limit", "The plan allows fewer endpoints; this one is frozen.")


async def _all(uow: UnitOfWork) -> Sequence[WebhookEndpoint]:
    """Every endpoint of the present workspace, in the order in which the plan keeps them."""
    order = (col(WebhookEndpoint.place), col(WebhookEndpoint.created_at), col(WebhookEndpoint.id))
    found: Sequence[WebhookEndpoint] = await uow.all(sa.select(WebhookEndpoint).order_by(*order))
    return found


async def _with_secret(uow: UnitOfWork, row: WebhookEndpoint, secret: bytes) -> EndpointSecret:
    shown = await records.show_one(uow, row)
    return EndpointSecret(**shown.model_dump(), secret=spoken(secret))

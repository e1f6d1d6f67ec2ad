"""Use-cases of push subscriptions."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.push_subscriptions.models import PushSubscription
from mewayz_workspace.push_subscriptions.rules import MOST, is_point
from mewayz_workspace.push_subscriptions.schemas import PushSubscriptionCreate, PushSubscriptionRead


async def _hosts(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    return {row["id"]: {"host": urlsplit(row["endpoint"]).netloc} for row in rows}


records = Records(PushSubscription, PushSubscriptionRead, entity="push_subscription", extend=_hosts, tells=())


async def subscribe(uow: UnitOfWork, data: PushSubscriptionCreate) -> PushSubscription:
    """Keep a browser of the caller. Who presents an endpoint holds the browser, so it moves to that person."""
    await uow.runtime.egress.check(data.endpoint)
    if not is_point(data.keys.p256dh):
        raise Unprocessable.field("/keys/p256dh", "invalid_key", "This is no point of the curve P-256.")
    digest = hashlib.sha256(data.endpoint.encode()).hexdigest()
    with uow.unscoped("a browser that another person used before moves to who uses it now"):
        row: PushSubscription | None = await uow.scalar(
            sa.select(PushSubscription).where(col(PushSubscription.endpoint_hash) == digest).with_for_update()
        )
        if row is not None and row.user_id != uow.user_id:
            await uow.session.delete(row)
            await uow.flush()
            row = None
    if row is None:
        row = uow.add(PushSubscription(endpoint=data.endpoint, endpoint_hash=digest, p256dh="", auth=""))
    row.p256dh, row.auth = data.keys.p256dh, data.keys.auth
    row.name, row.expires_at = data.name, data.expires_at
    await uow.flush()
    await _forget_surplus(uow)
    return row


async def end(uow: UnitOfWork, row: PushSubscription) -> None:
    """The person wants to hear nothing there any more."""
    await uow.session.delete(row)
    await uow.flush()


async def of_person(uow: UnitOfWork, user_id: UUID) -> Sequence[PushSubscription]:
    """The browsers that a person is reached at now."""
    async with uow.within(user_id=user_id):
        live = (col(PushSubscription.expires_at).is_(None)) | (col(PushSubscription.expires_at) > uow.now)
        return await uow.all(sa.select(PushSubscription).where(live).order_by(col(PushSubscription.id)))


async def gone(uow: UnitOfWork, subscription_id: UUID) -> None:
    """The browser has ended its subscription: it is never asked again."""
    await uow.execute(sa.delete(PushSubscription).where(col(PushSubscription.id) == subscription_id))


async def used(uow: UnitOfWork, subscription_id: UUID) -> None:
    """A message arrived at the push service."""
    await uow.execute(
        sa.update(PushSubscription).where(col(PushSubscription.id) == subscription_id).values(last_used_at=uow.now)
    )


async def _forget_surplus(uow: UnitOfWork) -> None:
    """Beyond the number that a person plausibly uses, the oldest end."""
    newest = sa.select(PushSubscription).order_by(
        col(PushSubscription.updated_at).desc(), col(PushSubscription.id).desc()
    )
    for row in (await uow.all(newest))[MOST:]:
        await uow.session.delete(row)
    await uow.flush()

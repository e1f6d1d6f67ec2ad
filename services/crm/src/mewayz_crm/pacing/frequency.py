"""The frequency cap: how many marketing mails one address gets in some days, whatever sends them."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.lists.subscriptions.models import Subscription
from mewayz_crm.messages.models import Message
from mewayz_crm.settings import service as settings
from mewayz_kit.uow import UnitOfWork

WENT = ("sending", "sent", "delivered", "bounced", "complained", "unconfirmed")
"""States of a message that somebody has got, or may have got."""


class Cap(NamedTuple):
    """The most marketing mails to one address since a moment."""

    mails: int
    since: datetime


async def cap_of(uow: UnitOfWork) -> Cap | None:
    """The frequency cap of the workspace."""
    held = await settings.current(uow)
    if held.frequency_cap_mails is None:
        return None
    return Cap(held.frequency_cap_mails, uow.now - timedelta(days=held.frequency_cap_days))


async def hold(uow: UnitOfWork, address_norm: str) -> None:
    """Where mails to an address are counted, two senders take turns with it: each holds what it has subscribed to."""
    mine = sa.select(col(Subscription.id)).where(col(Subscription.address_norm) == address_norm)
    await uow.all(mine.order_by(col(Subscription.id)).with_for_update())


def allows(uow: UnitOfWork, address_norm: str, cap: Cap) -> sa.ColumnElement[bool]:
    """The condition of a claim: the address has got fewer, as the statement that it stands in finds it."""
    message: Any = Message
    here = (message.workspace_id == uow.workspace_id) & (message.to_norm == address_norm)
    went = (message.category == "marketing") & message.state.in_(WENT) & (message.created_at > cap.since)
    fewer: sa.ColumnElement[bool] = sa.select(sa.func.count(message.id)).where(here, went).scalar_subquery() < cap.mails
    return fewer


async def has_enough(uow: UnitOfWork, address_norm: str) -> bool:
    """Whether the cap forbids one more, for whoever claims a message: true until the end of the transaction."""
    cap = await cap_of(uow)
    if cap is None:
        return False
    await hold(uow, address_norm)
    return not await uow.scalar(sa.select(allows(uow, address_norm, cap)))

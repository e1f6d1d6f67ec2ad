"""Keeping e-mail factors."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.base import delete, update
from mewayz_identity.email_factors.models import EmailFactor
from mewayz_identity.email_factors.schemas import EmailFactorRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

RECORDS = Records(EmailFactor, EmailFactorRead, entity="email_factor", tells=())


async def of_user(uow: UnitOfWork, user_id: UUID) -> EmailFactor | None:
    """The e-mail factor of a user."""
    async with uow.within(user_id=user_id):
        found: EmailFactor | None = await uow.scalar(sa.select(EmailFactor))
    return found


async def add(uow: UnitOfWork, user_id: UUID) -> EmailFactor:
    """Ask for codes by mail from now on; 409 `email_factor_active`."""
    row = EmailFactor(user_id=user_id)
    async with uow.within(user_id=user_id):
        uow.add(row)
    return row


async def used(uow: UnitOfWork, user_id: UUID) -> None:
    """A mailed code was right."""
    async with uow.within(user_id=user_id):
        await uow.execute(update(EmailFactor).where(col(EmailFactor.user_id) == user_id).values(last_used_at=uow.now))


async def remove(uow: UnitOfWork, *, user_id: UUID, factor_id: UUID) -> bool:
    """Ask for no code by mail any more; answers whether it was asked for."""
    mine = sa.and_(col(EmailFactor.user_id) == user_id, col(EmailFactor.id) == factor_id)
    async with uow.within(user_id=user_id):
        return bool((await uow.execute(delete(EmailFactor).where(mine))).rowcount)


async def remove_all(uow: UnitOfWork, user_id: UUID) -> None:
    """The user has no e-mail factor any more."""
    async with uow.within(user_id=user_id):
        await uow.execute(delete(EmailFactor).where(col(EmailFactor.user_id) == user_id))

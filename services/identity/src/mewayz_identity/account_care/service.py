"""Looking after accounts whose address is not proven, or does not take mail."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.account_care import rules
from mewayz_identity.base import update
from mewayz_identity.email_verifications import service as verifications
from mewayz_identity.erasures import service as erasures
from mewayz_identity.projections.members import service as members
from mewayz_identity.users import service as users
from mewayz_identity.users.service import User
from mewayz_kit.uow import UnitOfWork

BATCH = 200


async def remind(uow: UnitOfWork) -> None:
    """Mail the next reminder to everybody who is due for one; one mail each, also after a long pause."""
    pending = sa.and_(
        col(User.status) == "pending", col(User.email_undeliverable_at).is_(None), col(User.source) != "import"
    )
    for number, days in enumerate(rules.REMIND_AFTER_DAYS):
        before = uow.now - timedelta(days=days)
        chosen = sa.select(col(User.id)).where(pending, col(User.created_at) <= before, col(User.reminders) <= number)
        for row in (await uow.execute(chosen.limit(BATCH))).all():
            user = await users.get(uow, row.id, lock=True)
            await uow.execute(
                update(User)
                .where(col(User.id) == user.id)
                .values(reminders=rules.reminders_due(user.created_at, uow.now))
            )
            await verifications.ask(uow, user)


async def remove_unclaimed(uow: UnitOfWork) -> None:
    """Remove accounts that were never proven and belong to no workspace, 30 days after they were made."""
    chosen = sa.select(col(User.id)).where(
        col(User.status) == "pending",
        col(User.email_verified_at).is_(None),
        col(User.created_at) <= uow.now - rules.REMOVE_AFTER,
    )
    for row in (await uow.execute(chosen.limit(BATCH))).all():
        if not await members.has_any(uow, row.id):
            await erasures.erase_unclaimed(uow, await users.get(uow, row.id, lock=True))


async def note_bounce(uow: UnitOfWork, address: str) -> None:
    """Show the owner that mails to the address come back."""
    user = await users.by_email(uow, address)
    if user is not None and user.email_undeliverable_at is None:
        await users.change(uow, user, email_undeliverable_at=uow.now)

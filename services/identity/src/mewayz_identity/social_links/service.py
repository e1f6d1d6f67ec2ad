"""Keeping links."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.base import delete
from mewayz_identity.social_links.models import SocialLink
from mewayz_identity.social_links.schemas import SocialLinkRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

__all__ = ["RECORDS", "SocialLink", "add", "find", "of_user", "remove", "remove_all"]
RECORDS = Records(SocialLink, SocialLinkRead, entity="social_link", tells=())


async def find(uow: UnitOfWork, *, issuer: str, subject: str) -> SocialLink | None:
    """The link of an account elsewhere, whoever it signs in."""
    named = sa.select(SocialLink).where(col(SocialLink.issuer) == issuer, col(SocialLink.subject) == subject)
    with uow.unscoped("issuer and subject name the link"):
        found: SocialLink | None = await uow.scalar(named)
    return found


async def add(
    uow: UnitOfWork, *, user_id: UUID, provider: str, issuer: str, subject: str, email: str | None
) -> SocialLink:
    """Let this account sign in this user; 409 `social_account_linked`, also when two arrive together."""
    row = SocialLink(
        user_id=user_id, provider=provider, issuer=issuer, subject=subject, email_at_link=email, last_used_at=uow.now
    )
    async with uow.within(user_id=user_id):
        uow.add(row)
    return row


async def touch(uow: UnitOfWork, link: SocialLink) -> None:
    """It has just signed somebody in."""
    async with uow.within(user_id=link.user_id):
        link.last_used_at = uow.now


async def of_user(uow: UnitOfWork, user_id: UUID) -> Sequence[SocialLink]:
    """The links of a user, oldest first."""
    async with uow.within(user_id=user_id):
        return await uow.all(sa.select(SocialLink).order_by(col(SocialLink.created_at), col(SocialLink.id)))


async def remove(uow: UnitOfWork, *, user_id: UUID, link_id: UUID) -> bool:
    """Delete a link; answers whether there was one."""
    mine = sa.and_(col(SocialLink.user_id) == user_id, col(SocialLink.id) == link_id)
    async with uow.within(user_id=user_id):
        return bool((await uow.execute(delete(SocialLink).where(mine))).rowcount)


async def remove_all(uow: UnitOfWork, user_id: UUID) -> None:
    """No account elsewhere signs this user in any more."""
    async with uow.within(user_id=user_id):
        await uow.execute(delete(SocialLink).where(col(SocialLink.user_id) == user_id))

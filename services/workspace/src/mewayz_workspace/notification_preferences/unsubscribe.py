"""One-click unsubscription by the link of a mail (RFC 8058)."""

from uuid import UUID

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.notification_preferences import links
from mewayz_workspace.notification_preferences import service as preferences
from mewayz_workspace.notification_preferences.schemas import Unsubscribed
from mewayz_workspace.projections.users import service as users


async def show(uow: UnitOfWork, token: str) -> Unsubscribed:
    """What a link is about; the address is shown with most letters hidden, since links are forwarded."""
    user_id, category = links.read(uow.runtime, token)
    return await _about(uow, user_id, category)


async def stop(uow: UnitOfWork, token: str) -> Unsubscribed:
    """Switch the mails of the link's category off."""
    user_id, category = links.read(uow.runtime, token)
    async with uow.within(user_id=user_id):
        await preferences.stop_mail(uow, category)
    return await _about(uow, user_id, category)


async def _about(uow: UnitOfWork, user_id: UUID, category: str) -> Unsubscribed:
    user = (await users.by_ids(uow, [user_id])).get(user_id)
    local, _, host = (user.email or "").partition("@") if user else ("", "", "")
    return Unsubscribed(category=category, channel="email", email=f"{local[:1]}***@{host}" if host else "")

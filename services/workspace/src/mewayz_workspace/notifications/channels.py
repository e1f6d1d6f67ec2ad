"""Mail and push: how a notice leaves once nothing holds it back."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.mail import outlet
from mewayz_workspace.mail.schemas import MailRequest
from mewayz_workspace.notification_preferences.links import EVERYTHING, headers
from mewayz_workspace.notifications.texts import Words, digest_title
from mewayz_workspace.projections.users.models import User
from mewayz_workspace.push_subscriptions import outlet as pushes
from mewayz_workspace.push_subscriptions.schemas import PushMessage

MAILS = UUID("0192f0c1-7d1e-7000-8000-6e6f74696679")


async def send(
    uow: UnitOfWork,
    channel: str,
    *,
    user: User | None,
    user_id: UUID,
    category: str,
    text: Words,
    url: str | None,
    key: str,
) -> None:
    """One notice on one channel, once per key."""
    if channel == "push":
        message = PushMessage(title=text.title, body=text.body, url=url, category=category)
        await pushes.post(uow, message, user_id=user_id, key=key)
    elif user is not None and user.email:
        data = {"title": text.title, "body": text.body, "link": link_to(uow, url)}
        await _mail(uow, user, "notification", data, category=category, key=key)


async def send_digest(uow: UnitOfWork, user: User, items: Sequence[tuple[Words, str | None]], *, key: str) -> None:
    """One mail about several notices."""
    lines = []
    for text, url in items:
        about = f"{text.title} – {text.body}" if text.body else text.title
        link = link_to(uow, url)
        lines.append(f"• {about}" + (f"\n  {link}" if link else ""))
    title = digest_title(len(items), user.locale)
    data = {"title": title, "items": "\n\n".join(lines), "link": link_to(uow, "/notifications")}
    await _mail(uow, user, "digest", data, category=EVERYTHING, key=key)


def link_to(uow: UnitOfWork, url: str | None) -> str | None:
    """A path of the product as a link for a mail."""
    return f"{uow.runtime.settings.public_url.rstrip('/')}{url}" if url else None


async def _mail(
    uow: UnitOfWork, user: User, template: str, data: Mapping[str, object], *, category: str, key: str
) -> None:
    request = MailRequest(
        message_id=uuid5(MAILS, f"{user.id}:{key}"),
        to=user.email or "",
        template=template,
        data=dict(data),
        locale=user.locale or "en",
        category="reports" if category == EVERYTHING else category,
    )
    await outlet.post(uow, request, headers(uow.runtime, user.id, category))

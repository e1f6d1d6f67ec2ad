"""Notices whose words the source gives when they leave, after looking at the reader's access again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from mewayz_kit.inbox import Work
from mewayz_kit.notices import Asked, Notice, NoticeAsked, Recipients
from mewayz_workspace.notifications import delivery
from mewayz_workspace.notifications.schemas import DeferredNotice
from mewayz_workspace.notifications.texts import Words
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.team.access import service as access


async def ask(
    work: Work, source: str, about: Mapping[str, Any], user_id: UUID, workspace_id: UUID | None = None
) -> Words | None:
    """`POST /internal/v1/notices/render` of the source: the words for one reader, or None when there are none.

    `workspace_id`: where it happened, when the job does not run there itself.
    Raises `Unavailable` while the source is away, so that the notice waits.
    """
    asked = await _question(work, about, user_id, workspace_id)
    if asked is None:
        return None
    answer: dict[str, Any] | None = await work.runtime.client.call(
        source, "POST", "/internal/v1/notices/render", json=asked.model_dump(mode="json"), retry=True
    )
    if not answer or not answer.get("title"):
        return None
    return Words(str(answer["title"]), answer.get("body"))


async def deliver_rendered(work: Work, data: DeferredNotice) -> None:
    """Ask for the words; nothing back means nothing is told."""
    about = data.model_dump(mode="json", include={"template", "params", "url", "dedupe_key"})
    text = await ask(work, data.source, about, data.user_id)
    if text is None:
        return
    notice = Notice.model_validate(
        data.model_dump(exclude={"source", "user_id"})
        | {"recipients": Recipients(users=(data.user_id,)), "deferred": True}
    )
    async with work.uow() as uow:
        user = (await users.by_ids(uow, [data.user_id])).get(data.user_id)
        await delivery.tell(uow, notice, user_id=data.user_id, user=user, text=text, source=data.source)


async def _question(work: Work, about: Mapping[str, Any], user_id: UUID, workspace_id: UUID | None) -> Asked | None:
    """What the source must know to judge the reader; None for somebody whose account is shut."""
    async with work.uow(writes=False) as uow:
        user = (await users.by_ids(uow, [user_id])).get(user_id)
        if user is not None and user.status != "active":
            return None
        workspace = workspace_id or uow.scope.workspace_id
        async with uow.within(workspace_id=workspace):
            permissions = await access.permissions(uow, user_id=user_id) if workspace else frozenset()
    return Asked(
        notice=NoticeAsked.model_validate(about),
        user=user_id,
        workspace=workspace,
        permissions=permissions,
        locale=(user.locale if user else None) or "en",
    )

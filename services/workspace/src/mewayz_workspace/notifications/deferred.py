"""Notices whose words the source gives when they leave, after looking at the reader's access again."""

from typing import Any

from mewayz_kit.inbox import Work
from mewayz_kit.notices import Asked, Notice, NoticeAsked, Recipients
from mewayz_workspace.notifications import service
from mewayz_workspace.notifications.schemas import DeferredNotice
from mewayz_workspace.notifications.texts import Words
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.team.access import service as access


async def deliver_rendered(work: Work, data: DeferredNotice) -> None:
    """Ask `POST /internal/v1/notices/render` of the source; nothing back means nothing is told."""
    asked = await _question(work, data)
    if asked is None:
        return
    answer: dict[str, Any] | None = await work.runtime.client.call(
        data.source, "POST", "/internal/v1/notices/render", json=asked.model_dump(mode="json"), retry=True
    )
    if not answer:
        return
    notice = Notice.model_validate(
        data.model_dump(exclude={"source", "user_id"})
        | {"recipients": Recipients(users=(data.user_id,)), "deferred": False}
    )
    text = Words(str(answer["title"]), answer.get("body"))
    async with work.uow() as uow:
        user = (await users.by_ids(uow, [data.user_id])).get(data.user_id)
        await service.tell(uow, notice, user_id=data.user_id, user=user, text=text, source=data.source)


async def _question(work: Work, data: DeferredNotice) -> Asked | None:
    """What the source must know to judge the reader; None for somebody whose account is shut."""
    about = data.model_dump(mode="json", include={"template", "params", "url", "dedupe_key"})
    async with work.uow(writes=False) as uow:
        user = (await users.by_ids(uow, [data.user_id])).get(data.user_id)
        if user is not None and user.status != "active":
            return None
        workspace = uow.scope.workspace_id
        permissions = await access.permissions(uow, user_id=data.user_id) if workspace else frozenset()
        locale = user.locale if user else None
    return Asked(
        notice=NoticeAsked.model_validate(about),
        user=data.user_id,
        workspace=workspace,
        permissions=permissions,
        locale=locale or "en",
    )

"""Notices whose words the source gives when they leave, after looking at the reader's access again."""

from typing import Any

from mewayz_kit.inbox import Work
from mewayz_kit.notices import Notice, Recipients
from mewayz_workspace.notifications import service
from mewayz_workspace.notifications.schemas import DeferredNotice
from mewayz_workspace.notifications.texts import Words
from mewayz_workspace.projections.users import service as users


async def deliver_rendered(work: Work, data: DeferredNotice) -> None:
    """Ask `POST /internal/v1/notices/render` of the source; nothing back means nothing is told."""
    about = data.model_dump(mode="json", include={"template", "params", "url", "dedupe_key"})
    asked = {"notice": about, "user": str(data.user_id)}
    answer: dict[str, Any] | None = await work.runtime.client.call(
        data.source, "POST", "/internal/v1/notices/render", json=asked, retry=True
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

"""What workflows may tell members."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from mewayz_kit.actions import action
from mewayz_kit.errors import Unprocessable
from mewayz_kit.ids import new_id
from mewayz_kit.notices import Recipients, notify
from mewayz_kit.schema import Input, Output, each_once
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.team.members import service as members
from mewayz_workspace.team.roles import service as roles


class NotifyMembers(Input):
    """Who is told what: some members, or everybody of a role. `url` is a path in the product."""

    user_ids: Annotated[list[UUID], Field(max_length=100), AfterValidator(each_once)] = []
    role: Annotated[str | None, Field(min_length=1, max_length=40, description="Key of a role.")] = None
    title: Annotated[str, Field(min_length=1, max_length=120)]
    body: Annotated[str | None, Field(min_length=1, max_length=1000)] = None
    url: Annotated[str | None, Field(max_length=500, pattern=r"^/([^/\\].*)?$", examples=["/crm/deals"])] = None

    @model_validator(mode="after")
    def _somebody(self) -> "NotifyMembers":
        if bool(self.user_ids) == (self.role is not None):
            raise ValueError("name members or a role")
        return self


class Notified(Output):
    """Everybody meant is told, on the channels that they have chosen."""

    notice_id: UUID


# What every role may: colleagues speak to each other, and who may have workflows is not decided here.
@action(permission="workspace.workspaces:read", effect="message")
async def notify_members(uow: UnitOfWork, data: NotifyMembers) -> Notified:
    """Tell members something, each on the channels that are on for them."""
    if data.role is not None:
        await roles.find(uow, data.role)
    strangers = set(data.user_ids) - set(await members.people(uow))
    if strangers:
        place = data.user_ids.index(strangers.pop())
        raise Unprocessable.field(f"/user_ids/{place}", "unknown_reference", "There is no such member.")
    told = Notified(notice_id=new_id())
    notify(
        uow,
        recipients=Recipients(users=tuple(data.user_ids), role=data.role),
        category="work",
        template="workspace.workflow_words",
        params={"title": data.title, "body": data.body},
        url=data.url,
        dedupe_key=f"workflow:{told.notice_id}",
    )
    return told

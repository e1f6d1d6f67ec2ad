"""Notices to members: a service asks, workspace decides by each person's settings how they hear of it.

::

    notify(uow, recipients=Recipients.permission_holders("crm.deals:write"), category="sales",
           template="crm.deal_won", params={"title": deal.title}, url=f"/crm/deals/{deal.id}",
           dedupe_key=f"deal-won:{deal.id}")
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator

from mewayz_kit.uow import UnitOfWork

Category = Literal["security", "billing", "team", "work", "sales", "community", "reports", "product"]


class Recipients(BaseModel):
    """Who is told: some users, everybody of a role, or everybody who holds a permission; exactly one."""

    model_config = ConfigDict(frozen=True)
    users: tuple[UUID, ...] = ()
    role: str | None = None
    permission: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "Recipients":
        if sum(map(bool, (self.users, self.role, self.permission))) != 1:
            raise ValueError("name users, a role or a permission")
        return self

    @classmethod
    def people(cls, users: Iterable[UUID]) -> "Recipients":
        """These users, each once."""
        return cls(users=tuple(dict.fromkeys(users)))

    @classmethod
    def permission_holders(cls, permission: str) -> "Recipients":
        """Every member who holds `permission`."""
        return cls(permission=permission)


class Notice(BaseModel):
    """The data of `{service}.notice.requested.v1`.

    `template` names a text of workspace, `params` fill it, `url` is a path in the product. One notice per
    (service, dedupe_key). `deferred`: `params` hold ids only and the text is asked for when it leaves.
    """

    model_config = ConfigDict(frozen=True)
    recipients: Recipients
    category: Category
    template: str
    params: dict[str, Any]
    url: str | None
    dedupe_key: str
    deferred: bool


def notify(
    uow: UnitOfWork,
    *,
    recipients: Recipients,
    category: Category,
    template: str,
    params: Mapping[str, Any] | None = None,
    url: str | None = None,
    dedupe_key: str,
    deferred: bool = False,
    workspace_id: UUID | None = None,
) -> None:
    """Ask workspace to tell somebody something, if and only if this transaction commits."""
    notice = Notice(
        recipients=recipients,
        category=category,
        template=template,
        params=dict(params or {}),
        url=url,
        dedupe_key=dedupe_key,
        deferred=deferred,
    )
    uow.emit(
        f"{uow.runtime.service.name}.notice.requested.v1",
        notice.model_dump(mode="json"),
        subject=dedupe_key,
        public=False,
        workspace_id=workspace_id,
    )

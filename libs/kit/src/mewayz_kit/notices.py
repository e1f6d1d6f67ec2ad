"""Notices to members: a service asks, workspace decides by each person's settings how they hear of it.

::

    notify(uow, recipients=Recipients.permission_holders("crm.deals:write"), category="sales",
           template="crm.deal_won", params={"title": deal.title}, url=f"/crm/deals/{deal.id}",
           dedupe_key=f"deal-won:{deal.id}")

A deferred notice holds ids only. When it leaves, workspace asks its source for the words
(`POST /internal/v1/notices/render`), and the source looks again at what the reader may see. A feature declares the
words in its `handlers.py`; None, like a permission that is not held any more, means that nothing is told::

    @renders("crm.deal_won", permission="crm.deals:read")
    async def words_of_deal_won(uow: UnitOfWork, asked: Asked) -> Words | None: ...
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator

from mewayz_kit.errors import NotFound
from mewayz_kit.permissions import allows
from mewayz_kit.uow import UnitOfWork

Write = Callable[[UnitOfWork, "Asked"], Awaitable["Words | None"]]
_ATTRIBUTE = "__mewayz_renderer__"

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


class NoticeAsked(BaseModel):
    """The part of a deferred notice that its words are made of."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    template: str
    params: dict[str, Any] = {}
    url: str | None = None
    dedupe_key: str = ""


class Asked(BaseModel):
    """A question for the words of a notice to one reader.

    `permissions` are those of the reader in `workspace` at this moment; somebody who is no member has none.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    notice: NoticeAsked
    user: UUID
    workspace: UUID | None = None
    permissions: frozenset[str] = frozenset()
    locale: str = "en"

    @property
    def language(self) -> str:
        """The reader's language without its region."""
        return self.locale.partition("-")[0]


class Words(BaseModel):
    """What the reader reads."""

    model_config = ConfigDict(frozen=True)
    title: str
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Renderer:
    """Who has the words of one template, and which permission a reader needs."""

    template: str
    permission: str | None
    write: Write


def renders(template: str, *, permission: str | None = None) -> Callable[[Write], Write]:
    """Declare the words of a deferred notice. Without a permission the function itself judges the reader."""

    def declare(function: Write) -> Write:
        setattr(function, _ATTRIBUTE, Renderer(template, permission, function))
        return function

    return declare


def find_renderers(namespace: Mapping[str, Any], module: str) -> list[Renderer]:
    """The renderers defined in a module (not the ones it imports)."""
    found = [value for value in namespace.values() if getattr(value, "__module__", None) == module]
    return [getattr(value, _ATTRIBUTE) for value in found if hasattr(value, _ATTRIBUTE)]


async def render(uow: UnitOfWork, asked: Asked) -> Words:
    """The words for this reader now; `NotFound` when there are none, or none for them."""
    declared = (renderer for feature in uow.runtime.service.features for renderer in feature.renderers)
    renderer = next((one for one in declared if one.template == asked.notice.template), None)
    words = None
    if renderer is not None and (renderer.permission is None or allows(asked.permissions, renderer.permission)):
        async with uow.within(workspace_id=asked.workspace):
            words = await renderer.write(uow, asked)
    if words is None:
        raise NotFound(detail="There is nothing to tell this reader.")
    return words

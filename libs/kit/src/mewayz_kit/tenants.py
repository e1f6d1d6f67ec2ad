"""What a service knows of workspaces: status, features and limits, kept fresh by events.

The internal token carries the plan version the gateway saw. A service whose copy is older asks workspace once
before it refuses anything, so a feature that was just switched on works on the next request.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict

from mewayz_kit.errors import Forbidden, NotFound, PaymentRequired
from mewayz_kit.events import Event, on
from mewayz_kit.holding import OPEN, let_go
from mewayz_kit.portable import insert_ignore, upsert
from mewayz_kit.tokens import Principal
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime

UNLIMITED = -1
REMEMBERED_SECONDS = 5.0


class Tenant(BaseModel):
    """One workspace as every service knows it. `limits`: -1 is unlimited, an absent key is 0."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    workspace_id: UUID
    name: str
    slug: str
    timezone: str
    locale: str
    currency: str
    status: str
    plan_version: int = 0
    features: frozenset[str] = frozenset()
    limits: dict[str, int] = {}
    statics: dict[str, Any] = {}
    version: int = 0

    def refuse_when_closed(self, principal: Principal, permission: str | None) -> None:
        """403 unless the workspace takes writes; paying for it and exporting are always possible."""
        if self.status in OPEN or principal.kind == "service":
            return
        if permission and (permission.startswith("workspace.subscription") or permission.endswith(":export")):
            return
        raise Forbidden("workspace_suspended", f"The workspace is {self.status} and takes no changes.")

    def require_feature(self, feature: str | tuple[str, ...]) -> None:
        """403 unless the plan or a bundle switches `feature` on, or one of several; it names the first."""
        first, *others = (feature,) if isinstance(feature, str) else feature
        if self.features.isdisjoint((first, *others)):
            raise Forbidden("feature_disabled", f"The feature {first} is not switched on.", feature=first)

    def limit(self, metric: str) -> int:
        """How many of `metric` the workspace may have."""
        return self.limits.get(metric, 0)


class Tenants:
    """The tenants of one service: cache in memory, rows behind it, workspace behind those."""

    def __init__(self, runtime: "Runtime") -> None:
        self._runtime = runtime
        self._known: dict[UUID, tuple[float, Tenant]] = {}

    async def get(self, workspace_id: UUID, *, at_least: int = 0) -> Tenant:
        """The tenant with a plan no older than version `at_least`, nor than the one this process has seen last.

        What is remembered counts for seconds only: the worker that hears of a suspension is another process.
        """
        until, known = self._known.get(workspace_id, (0.0, None))
        if known is not None and until > self._runtime.clock.monotonic() and known.plan_version >= at_least:
            return known  # and its time goes on: constant traffic must not keep it for ever
        if known is not None:
            # Workspace was asked once because events were late; an earlier one that comes now takes nothing back.
            at_least = max(at_least, known.plan_version)
        tenant = await self._stored(workspace_id)
        if tenant is None or tenant.plan_version < at_least:
            tenant = await self._asked(workspace_id)
        self._known[workspace_id] = (self._runtime.clock.monotonic() + REMEMBERED_SECONDS, tenant)
        return tenant

    def forget(self, workspace_id: UUID) -> None:
        """Read the row again at the next use."""
        if workspace_id in self._known:
            self._known[workspace_id] = (0.0, self._known[workspace_id][1])

    async def _stored(self, workspace_id: UUID) -> Tenant | None:
        if self._runtime.service.load_tenant is not None:
            # The owner of tenants reads its own tables, which are never behind.
            return None
        table = self._runtime.service.tables.workspaces
        async with self._runtime.db.read.connect() as connection:
            row = (await connection.execute(sa.select(table).where(table.c.workspace_id == workspace_id))).one_or_none()
        return Tenant.model_validate(dict(row._mapping)) if row else None

    async def _asked(self, workspace_id: UUID) -> Tenant:
        own = self._runtime.service.load_tenant
        if own is not None:
            return await own(self._runtime, workspace_id)
        answer = await self._runtime.client.call("workspace", "GET", f"/internal/v1/entitlements/{workspace_id}")
        if answer is None:
            raise NotFound(detail="There is no such workspace.")
        return Tenant.model_validate(answer)


async def claim(uow: UnitOfWork, metric: str, amount: int = 1, *, period: str = "", limit: int | None = None) -> None:
    """Take `amount` of a limited thing in this transaction, or 402 `plan_limit_reached` and nothing changed.

    One conditional update of the counter row decides, so parallel requests cannot take the last one twice.
    `limit` is given by who knows it better than the tenant snapshot does.
    """
    if limit is None:
        tenant = await uow.runtime.tenants.get(uow.workspace_id, at_least=uow.principal.plan_version)
        limit = tenant.limit(metric)
    table = uow.tables.usage
    key = {"workspace_id": uow.workspace_id, "metric": metric, "period": period}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, table).values(**key, used=0, version=0))
    mine = sa.and_(*(table.c[name] == value for name, value in key.items()))
    change = sa.update(table).where(mine).values(used=table.c.used + amount, version=table.c.version + 1)
    if limit != UNLIMITED:
        change = change.where(table.c.used + amount <= limit)
    if (await uow.execute(change)).rowcount == 0:
        used = await uow.scalar(sa.select(table.c.used).where(mine))
        raise PaymentRequired(
            "plan_limit_reached",
            f"The plan allows {limit} of {metric}.",
            metric=metric,
            used=used,
            limit=limit,
            upgrade="/api/v1/workspace/public/pricing",
        )
    await _report(uow, metric, period, mine)


async def release(uow: UnitOfWork, metric: str, amount: int = 1, *, period: str = "") -> None:
    """Give back what `claim` took, once, in the transaction that removes the thing."""
    table = uow.tables.usage
    mine = sa.and_(table.c.workspace_id == uow.workspace_id, table.c.metric == metric, table.c.period == period)
    await uow.execute(
        sa.update(table)
        .where(mine, table.c.used >= amount)
        .values(used=table.c.used - amount, version=table.c.version + 1)
    )
    await _report(uow, metric, period, mine)


async def refuse_frozen(uow: UnitOfWork, metric: str, model: Any, record_id: UUID, *counted: Any) -> None:
    """403 `frozen_over_limit` for an edit of a record beyond what the plan allows after a downgrade.

    The oldest stay (ids grow with time), the others can be read and deleted; nothing is stored, so an upgrade or a
    deletion thaws at once (workspace.md, invariant 9). Within the plan it costs one look at the counter. `counted` are
    conditions of the rows that take a place, where not every row does.
    """
    limit = (await uow.runtime.tenants.get(uow.workspace_id, at_least=uow.principal.plan_version)).limit(metric)
    usage = uow.tables.usage.c
    mine = (usage.workspace_id == uow.workspace_id) & (usage.metric == metric) & (usage.period == "")
    over = limit != UNLIMITED and await uow.scalar(sa.select(usage.used).where(mine, usage.used > limit))
    older = sa.select(sa.func.count(model.id)).where(model.id < record_id, *counted)
    if hasattr(model, "deleted_at"):
        older = older.where(model.deleted_at.is_(None))
    if over and await uow.scalar(older) >= limit:
        raise Forbidden("frozen_over_limit", f"The plan allows {limit} of {metric}; this is beyond it.", metric=metric)


async def _report(uow: UnitOfWork, metric: str, period: str, mine: Any) -> None:
    row = (await uow.execute(sa.select(uow.tables.usage).where(mine))).one_or_none()
    if row is not None:
        uow.emit(
            f"{uow.runtime.service.name}.usage.recorded.v1",
            {"metric": metric, "period": period, "used": row.used, "version": row.version},
            subject=f"{metric}:{period}",
            public=False,
        )


class WorkspaceSnapshot(Event, type="workspace.workspace.updated.v1"):
    """Our copy of a workspace's public snapshot."""

    id: UUID
    name: str
    slug: str
    timezone: str
    locale: str
    currency: str
    status: str
    version: int


class EntitlementsChanged(Event, type="workspace.entitlements.changed.v1", subject="workspace_id", public=False):
    """What a workspace may use from now on; a higher version wins."""

    workspace_id: UUID
    version: int
    features: list[str]
    limits: dict[str, int]
    statics: dict[str, Any]
    frozen_from: datetime | None = None


@on(
    *(
        f"workspace.workspace.{verb}.v1"
        for verb in ("created", "updated", "suspended", "reinstated", "deleted", "restored")
    )
)
async def copy_workspace(envelope: Envelope, uow: UnitOfWork) -> None:
    """Keep the copy of a workspace; an older snapshot never overwrites a newer one."""
    snapshot = WorkspaceSnapshot.model_validate(envelope.data)
    table = uow.tables.workspaces
    known = {"plan_version": 0, "features": [], "limits": {}, "statics": {}}
    values = snapshot.model_dump(exclude={"id"}) | {"workspace_id": snapshot.id}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, table).values(**known, **(values | {"version": 0})))
    await uow.execute(
        sa.update(table).where(table.c.workspace_id == snapshot.id, table.c.version < snapshot.version).values(**values)
    )
    if envelope.type.split(".")[-2] in {"reinstated", "restored"}:
        await let_go(uow)
    uow.after_commit(lambda: uow.runtime.tenants.forget(snapshot.id))


@on(EntitlementsChanged)
async def copy_entitlements(event: EntitlementsChanged, uow: UnitOfWork) -> None:
    """Keep the entitlement snapshot; an older version never overwrites a newer one."""
    table = uow.tables.workspaces
    row = (
        await uow.execute(sa.select(table).where(table.c.workspace_id == event.workspace_id).with_for_update())
    ).one_or_none()
    if row is not None and row.plan_version >= event.version:
        return
    blank = {"name": "", "slug": "", "timezone": "UTC", "locale": "en", "currency": "USD", "status": "active"}
    base = dict(row._mapping) if row is not None else {**blank, "version": 0}
    values = base | event.model_dump(exclude={"version", "frozen_from"}) | {"plan_version": event.version}
    await uow.execute(upsert(uow.runtime.db.dialect, table, ["workspace_id"], values))
    uow.after_commit(lambda: uow.runtime.tenants.forget(event.workspace_id))

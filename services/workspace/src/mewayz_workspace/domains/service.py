"""Use-cases of domains."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.crypto import new_token
from mewayz_kit.errors import Conflict, Forbidden, NotFound, Unprocessable
from mewayz_kit.notices import Recipients, notify
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.domains.looking import edge_of
from mewayz_workspace.domains.models import Domain
from mewayz_workspace.domains.rules import (
    DOMAIN,
    FROZEN_ROUTES_FOR,
    ROUTED,
    SERVICES,
    Finding,
    is_platforms,
    judge,
    next_check,
    txt_name,
    txt_value,
)
from mewayz_workspace.domains.schemas import DomainCreate, DomainRead, DomainSnapshot, DomainUpdate, HostAnswer, Kind
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.team.roles.rules import OWNER
from mewayz_workspace.workspaces import service as workspaces
from mewayz_workspace.workspaces.rules import HIDDEN

LIMIT, FEATURE = "workspace.domains", "custom-domains"
TOLD = {"prove": "verified", "reach": "active", "see": "active", "lose": "disabled"}
"""The event of a move; a host that begins to fail is an `updated`."""
KEPT_FIRST = (col(Domain.place), col(Domain.created_at), col(Domain.id))
"""The order in which the plan keeps domains."""


async def _with_proof(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    edge = edge_of(uow.runtime)
    return {
        row["id"]: {"txt_name": txt_name(row["host"]), "txt_value": txt_value(row["token"]), "points_to": edge}
        for row in rows
    }


records = Records(Domain, DomainRead, entity="domain", extend=_with_proof, tells=())
told = Records(
    Domain,
    DomainSnapshot,
    entity="domain",
    tells=("created", "updated", "deleted", "verified", "active", "disabled", "removed"),
)


async def claim(uow: UnitOfWork, data: DomainCreate) -> Domain:
    """Claim a host; it does nothing until it is proven. 402 beyond the plan, 409 `host_claimed` twice."""
    if is_platforms(data.host, {edge_of(uow.runtime), urlsplit(uow.runtime.settings.public_url).hostname or ""}):
        raise Unprocessable.field("/host", "host_reserved", "This host belongs to the platform.")
    await entitlements.claim(uow, LIMIT)
    row = Domain(
        host=data.host,
        target=data.target.model_dump(mode="json"),
        redirect_www=data.redirect_www,
        token=new_token(24),
        next_check_at=next_check("pending", uow.now, uow.now),
    )
    return await told.create(uow, row)


async def update(uow: UnitOfWork, row: Domain, patch: DomainUpdate) -> Domain:
    """Another target or redirect; at the gateway within seconds."""
    _refuse_frozen(row)
    fields = given(patch)
    if empty := [name for name, value in fields.items() if value is None]:
        raise Unprocessable.field(f"/{empty[0]}", "null", "This field cannot be null.")
    async with told.changing(uow, row):
        if patch.target is not None:
            row.target = patch.target.model_dump(mode="json")
        row.redirect_www = fields.get("redirect_www", row.redirect_www)
    return row


async def remove(uow: UnitOfWork, row: Domain) -> None:
    """Give a host up: it stops at once, and whoever wants it next proves it anew."""
    await told.tell(uow, row, "removed")
    await told.delete(uow, row)
    await entitlements.release(uow, LIMIT)
    await settle(uow)


async def apply(uow: UnitOfWork, domain_id: UUID, finding: Finding, *, daily: bool) -> Domain:
    """What a check means. Only daily ones count as failures, so that asking often takes no host away.

    409 `host_taken` when the proof is there but the host routes for another workspace.
    """
    row = await records.get(uow, domain_id, lock=True)
    failures = row.failures + 1 if daily else row.failures
    verdict = judge(row.state, row.failing_since, failures, finding, row.token, uow.now)
    if verdict.trigger == "prove" and await _is_taken(uow, row.host):
        if daily:
            await _note(uow, row, finding, "host_taken", failures=0)
            return row
        raise Conflict("host_taken", "Another workspace has proven this host; it must be removed there first.")
    missed = verdict.problem in {"txt_missing", "txt_wrong"}
    await _note(uow, row, finding, verdict.problem, failures=failures if missed else 0)
    if verdict.trigger is not None:
        await _move(uow, row, verdict.trigger)
    return row


async def due(uow: UnitOfWork) -> list[tuple[UUID, UUID]]:
    """Domains (with their workspaces) whose next check has come; it is put off, so that each is looked at once."""
    with uow.unscoped("hosts of every workspace are checked by the clock"):
        rows: Sequence[Domain] = await uow.all(
            sa.select(Domain)
            .where(col(Domain.next_check_at) <= uow.now)
            .order_by(col(Domain.next_check_at))
            .limit(200)
            .with_for_update()
        )
        for row in rows:
            later = next_check(row.state, row.created_at, uow.now)
            await _directly(uow, row.id, next_check_at=later)
    return [(row.id, row.workspace_id) for row in rows]


async def host(uow: UnitOfWork, name: str) -> HostAnswer:
    """Who answers on a host: one that is proven, or the `www.` before one that takes it along; else 404."""
    row = await _routing(uow, name)
    if row is None and name.startswith("www."):
        bare = await _routing(uow, name.removeprefix("www."))
        row = bare if bare is not None and bare.redirect_www else None
    if row is None:
        raise NotFound(detail="No workspace answers on this host.")
    workspace = await workspaces.get(uow, row.workspace_id)
    if workspace.status in HIDDEN:
        raise NotFound(detail="No workspace answers on this host.")
    return HostAnswer(
        host=name,
        workspace_id=row.workspace_id,
        state=row.state,
        service=SERVICES[row.target["type"]],
        target=row.target,
        tls=True,
        redirect_to=_elsewhere(uow, row, name),
    )


async def host_of(uow: UnitOfWork, target: Kind) -> str | None:
    """The host of the present workspace, within its plan, that routes to such a target; the first it keeps of many."""
    routing = sa.select(Domain).where(col(Domain.state).in_(ROUTED), col(Domain.frozen_at).is_(None))
    rows: Sequence[Domain] = await uow.all(routing.order_by(*KEPT_FIRST))
    return next((row.host for row in rows if row.target["type"] == target), None)


async def put_in_place(uow: UnitOfWork, domain_id: UUID, *, keep: bool) -> Domain:
    """Which hosts the owner keeps where the plan has fewer places; 409 `not_over_limit` where it has enough."""
    row = await records.get(uow, domain_id, lock=True)
    rows = await _all(uow)
    if not any(other.frozen_at for other in rows):
        raise Conflict("not_over_limit", "The plan has a place for each.")
    places = [other.place for other in rows]
    row.place = min(places) - 1 if keep else max(places) + 1
    await uow.flush()
    await settle(uow)
    if keep and row.frozen_at:
        limit = (await entitlements.current(uow)).limits.get(LIMIT, 0)
        raise entitlements.limit_reached(LIMIT, used=len(rows), limit=limit)
    return row


async def settle(uow: UnitOfWork) -> None:
    """Freeze the domains beyond the plan, and thaw those within it; none is removed."""
    held = await entitlements.current(uow)
    limit = held.limits.get(LIMIT, 0) if FEATURE in held.features else 0
    for place, row in enumerate(await _all(uow)):
        frozen = limit != -1 and place >= limit
        if frozen != (row.frozen_at is not None):
            async with told.changing(uow, row):
                row.frozen_at = uow.now if frozen else None


async def _all(uow: UnitOfWork) -> Sequence[Domain]:
    """Every domain of the present workspace, locked, in the order in which the plan keeps them."""
    found: Sequence[Domain] = await uow.all(sa.select(Domain).order_by(*KEPT_FIRST).with_for_update())
    return found


async def _move(uow: UnitOfWork, row: Domain, trigger: str) -> None:
    before = DOMAIN.demand(row, trigger)
    row.failing_since = uow.now if trigger == "miss" else None
    if trigger == "prove":
        row.verified_host, row.verified_at = row.host, uow.now
    if trigger == "lose":
        row.verified_host, row.verified_at, row.token, row.failures = None, None, new_token(24), 0
    await uow.flush()
    changes = {"state": {"before": before, "after": row.state}}
    await told.tell(uow, row, TOLD.get(trigger, "updated"), changes=changes)
    if trigger in {"miss", "lose"}:
        notify(
            uow,
            recipients=Recipients(role=OWNER),
            category="work",
            template="domain_failing" if trigger == "miss" else "domain_disabled",
            params={"host": row.host},
            url="/settings/domains",
            dedupe_key=f"domain:{row.id}:{row.version}",
        )


async def _note(uow: UnitOfWork, row: Domain, finding: Finding, problem: str | None, *, failures: int) -> None:
    """What was seen, for people to read; no event tells it."""
    row.last_check_at, row.problem, row.failures = uow.now, problem, failures
    if finding.values is not None:
        row.last_seen = list(finding.values)
    await uow.flush()


async def _is_taken(uow: UnitOfWork, name: str) -> bool:
    with uow.unscoped("a host routes for one workspace only"):
        return await uow.scalar(sa.select(col(Domain.id)).where(col(Domain.verified_host) == name)) is not None


async def _routing(uow: UnitOfWork, name: str) -> Domain | None:
    with uow.unscoped("a host is looked up before its workspace is known"):
        found: Domain | None = await uow.scalar(
            sa.select(Domain).where(col(Domain.verified_host) == name, col(Domain.state).in_(ROUTED))
        )
    return found


def _elsewhere(uow: UnitOfWork, row: Domain, name: str) -> str | None:
    if row.frozen_at is not None and uow.now - row.frozen_at >= FROZEN_ROUTES_FOR:
        return uow.runtime.settings.public_url
    return f"https://{row.host}" if name != row.host else None


async def _directly(uow: UnitOfWork, domain_id: UUID, **values: Any) -> None:
    """Without a new version: nothing of what people see has changed."""
    change = sa.update(Domain).where(col(Domain.id) == domain_id).values(**values)
    await uow.execute(change.execution_options(synchronize_session=False))


def _refuse_frozen(row: Domain) -> None:
    if row.frozen_at is not None:
        raise Forbidden("frozen_over_limit", "The plan allows fewer domains; this one is frozen.")

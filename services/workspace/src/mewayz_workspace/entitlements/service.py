"""Use-cases of entitlements."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit import tenants
from mewayz_kit.errors import NotFound, PaymentRequired
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.promotions import sources as promotions
from mewayz_workspace.billing.rules import limits_of_versions
from mewayz_workspace.billing.states import ENTITLED
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.entitlements.events import EntitlementsChanged
from mewayz_workspace.entitlements.models import Entitlements, Override, Subscription, WorkspaceFeature
from mewayz_workspace.entitlements.rules import COUNTED, Computed, Offered, Source, compute, grown, shrunk

UPGRADE = "/api/v1/workspace/public/pricing"


async def establish(uow: UnitOfWork) -> Entitlements:
    """Give the present (new) workspace the free plan."""
    terms = await catalogue.terms(uow, "plan", "free")
    uow.add(Subscription(plan="free", plan_number=terms.number))
    await uow.flush()
    return await refresh(uow)


async def lock(uow: UnitOfWork) -> Subscription:
    """Hold the subscription row: changes of choices, plan and overrides wait for each other."""
    found: Subscription | None = await uow.scalar(sa.select(Subscription).with_for_update())
    if found is None:
        raise NotFound(detail="There is no such workspace.")
    return found


async def current(uow: UnitOfWork) -> Entitlements:
    """The stored snapshot of the present workspace."""
    found: Entitlements | None = await uow.scalar(sa.select(Entitlements))
    if found is None:
        raise NotFound(detail="There is no such workspace.")
    return found


async def claim(uow: UnitOfWork, metric: str, amount: int = 1) -> None:
    """Take a limited thing of this service, against the limit that is true in this very transaction."""
    limit = (await current(uow)).limits.get(metric, 0)
    await tenants.claim(uow, metric, amount, limit=limit)


async def release(uow: UnitOfWork, metric: str, amount: int = 1) -> None:
    """Give back what `claim` took."""
    await tenants.release(uow, metric, amount)


def limit_reached(metric: str, *, used: int, limit: int) -> PaymentRequired:
    """The 402 of a limit."""
    return PaymentRequired(
        "plan_limit_reached",
        f"The plan allows {limit} of {metric}.",
        metric=metric,
        used=used,
        limit=limit,
        upgrade=UPGRADE,
    )


async def chosen(uow: UnitOfWork) -> list[str]:
    """The features that the workspace has chosen, oldest choice first."""
    oldest_first = sa.select(col(WorkspaceFeature.feature)).order_by(
        col(WorkspaceFeature.created_at), col(WorkspaceFeature.id)
    )
    return list(await uow.all(oldest_first))


async def store_choice(uow: UnitOfWork, features: Sequence[str]) -> None:
    """Make `features` the whole choice; what stays keeps its age. Whether it may be so was decided before."""
    before = set(await chosen(uow))
    if gone := before - set(features):
        await uow.execute(sa.delete(WorkspaceFeature).where(col(WorkspaceFeature.feature).in_(gone)))
    for slug in features:
        if slug not in before:
            # One by one: rows of one flush share their time, and the age decides what stays on after a downgrade.
            uow.add(WorkspaceFeature(feature=slug, chosen_by=uow.principal.user_id))
    await uow.flush()


async def offered(uow: UnitOfWork) -> list[Offered]:
    """The features of the catalogue, as the rules take them."""
    return [
        Offered(
            slug=row.slug,
            requires=tuple(row.requires),
            metric=row.metric,
            plans=tuple(row.plans) if row.plans is not None else None,
            any_bundle=row.any_bundle,
            goals=tuple(row.goals),
        )
        for row in await catalogue.features(uow)
    ]


async def sources(uow: UnitOfWork) -> list[Source]:
    """Everything that entitles the present workspace: its plan, its bundles, its live overrides."""
    subscription: Subscription = await uow.scalar(sa.select(Subscription))
    if subscription.state not in ENTITLED:
        return await sources_of(uow, ("free", await free_number(uow, subscription)), [], await live_overrides(uow))
    bundles = [(str(b["key"]), int(b["version"])) for b in subscription.bundles]
    plan = (subscription.plan, subscription.plan_number)
    return await sources_of(uow, plan, bundles, await live_overrides(uow)) + await promotions.sources(uow, bundles)


async def free_number(uow: UnitOfWork, subscription: Subscription) -> int:
    """The version of the free plan that holds: the one it began with, or the current one."""
    if subscription.plan == "free":
        return subscription.plan_number
    return (await catalogue.terms(uow, "plan", "free")).number


async def sources_of(
    uow: UnitOfWork, plan: tuple[str, int], bundles: Sequence[tuple[str, int]], overrides: Sequence[Override] = ()
) -> list[Source]:
    """What a plan and bundles, each with its version, entitle to together with these overrides."""
    held = dict(bundles)
    for override in overrides:
        if comped := override.value.get("plan"):
            plan = (comped, (await catalogue.terms(uow, "plan", comped)).number)
        for key in override.value.get("bundles", ()):
            held[key] = (await catalogue.terms(uow, "bundle", key)).number
    found = [await _offer(uow, "plan", *plan)]
    for key, number in held.items():
        found.append(await _offer(uow, "bundle", key, number))
    return found + [
        Source(
            key=str(override.id),
            kind="override",
            features=tuple(override.value.get("features", ())),
            limits=override.value.get("limits", {}),
        )
        for override in overrides
    ]


async def refresh(uow: UnitOfWork) -> Entitlements:
    """Compute the snapshot again; a difference gets the next version and is told to every service."""
    await lock(uow)
    computed = compute(await offered(uow), await sources(uow), await chosen(uow))
    row: Entitlements | None = await uow.scalar(
        sa.select(Entitlements).with_for_update().execution_options(populate_existing=True)
    )
    await _settle_count(uow, len(row.counted) if row else 0, len(computed.counted))
    if row is not None and _same(row, computed):
        return row
    if row is None:
        row = Entitlements(version=0, features=[], limits={}, statics={}, counted=[], valid_from=uow.now)
        uow.add(row)
    elif shrunk(row.limits, computed.limits):
        row.frozen_from = uow.now
    elif grown(row.limits, computed.limits):
        row.frozen_from = None
    row.version += 1
    row.features, row.limits = list(computed.features), computed.limits
    row.statics, row.counted, row.valid_from = computed.statics, list(computed.counted), uow.now
    await uow.flush()
    uow.publish(EntitlementsChanged(**row.model_dump(exclude={"counted", "valid_from"})), version=row.version)
    workspace_id = uow.workspace_id
    uow.after_commit(lambda: uow.runtime.tenants.forget(workspace_id))
    return row


async def end_overrides(uow: UnitOfWork) -> int:
    """End the overrides whose time is over, workspace by workspace; answers how many ended."""
    with uow.unscoped("overrides end by the clock, in every workspace"):
        due: Sequence[Override] = await uow.all(
            sa.select(Override).where(col(Override.until) <= uow.now, col(Override.ended_at).is_(None)).limit(100)
        )
        for override in due:
            override.ended_at = uow.now
        await uow.flush()
    for workspace_id in dict.fromkeys(override.workspace_id for override in due):
        await refresh_for(uow, workspace_id)
    return len(due)


async def refresh_for(uow: UnitOfWork, workspace_id: UUID) -> Entitlements:
    """`refresh` for another workspace."""
    async with uow.within(workspace_id=workspace_id):
        return await refresh(uow)


async def live_overrides(uow: UnitOfWork, *, kind: str | None = None) -> Sequence[Override]:
    """The overrides that count now, oldest first."""
    live = (col(Override.until).is_(None)) | (col(Override.until) > uow.now)
    statement = sa.select(Override).where(col(Override.ended_at).is_(None), live)
    if kind is not None:
        statement = statement.where(col(Override.kind) == kind)
    return await uow.all(statement.order_by(col(Override.created_at)))


async def _offer(uow: UnitOfWork, kind: str, key: str, number: int) -> Source:
    terms = await catalogue.terms(uow, kind, key, number)
    return Source(
        key=key,
        kind=kind,
        features=tuple(terms.features),
        limits=limits_of_versions(terms.limits, await catalogue.later_limits(uow, terms)),
        statics=terms.statics,
        paid=terms.pricing == "bundle",
    )


async def _settle_count(uow: UnitOfWork, before: int, after: int) -> None:
    """Bring the counter of counted features to its new value; whether it may grow was decided before."""
    if after > before:
        await tenants.claim(uow, COUNTED, after - before, limit=tenants.UNLIMITED)
    elif before > after:
        await tenants.release(uow, COUNTED, before - after)


def _same(row: Entitlements, computed: Computed) -> bool:
    return (row.features, row.limits, row.statics, row.counted) == (
        list(computed.features),
        computed.limits,
        computed.statics,
        list(computed.counted),
    )


async def limits_everywhere(uow: UnitOfWork, metric: str) -> dict[UUID, int]:
    """One limit of every workspace, for timers; the caller lifts the tenant guard."""
    rows = await uow.execute(sa.select(col(Entitlements.workspace_id), col(Entitlements.limits)))
    return {row.workspace_id: row.limits.get(metric, 0) for row in rows}

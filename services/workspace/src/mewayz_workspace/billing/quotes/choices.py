"""What a choice of plan, bundles and features means: its terms, what it entitles to, what it counts."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.quotes.schemas import Wanted
from mewayz_workspace.billing.rules import Line, Special, Terms, price
from mewayz_workspace.billing.states import ENTITLED
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.entitlements.features import checks
from mewayz_workspace.entitlements.models import Override, Subscription
from mewayz_workspace.entitlements.rules import Offered, Source, compute


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice that can be priced. `counted`: the features that no bundle or override brings."""

    plan: Terms
    bundles: tuple[Terms, ...]
    features: tuple[str, ...]
    counted: tuple[str, ...]
    cycle: str
    currency: str
    sources: tuple[Source, ...]

    def priced(self, specials: Sequence[Special]) -> list[Line]:
        """Its lines for one period."""
        return price(self.plan, self.counted, self.bundles, self.cycle, specials)

    @property
    def targets(self) -> set[str]:
        """What promotions may be for."""
        plan = {f"plan:{self.plan.key}"} if self.plan.pricing == "per_feature" else set()
        return plan | {f"bundle:{bundle.key}" for bundle in self.bundles if bundle.pricing != "free"}

    @property
    def items(self) -> set[str]:
        """Everything in it that is paid for, or could be."""
        counted = {f"feature:{slug}" for slug in self.counted}
        return self.targets | counted | {f"plan:{self.plan.key}"}

    @property
    def by_revenue(self) -> bool:
        """Whether finance bills it as a share of revenue."""
        return any(bundle.pricing == "revenue_share" for bundle in self.bundles)

    @property
    def free(self) -> bool:
        """Whether there is nothing in it to subscribe to."""
        return not self.targets

    @property
    def bundle_versions(self) -> list[dict[str, Any]]:
        """The bundles as a subscription keeps them."""
        return [{"key": bundle.key, "version": bundle.version} for bundle in self.bundles]


async def present(uow: UnitOfWork, subscription: Subscription) -> Choice:
    """What the workspace has now, in the versions it holds; a subscription that is not in force counts as free."""
    in_force = subscription.state in ENTITLED
    plan = subscription.plan if in_force else "free"
    number = subscription.plan_number if in_force else await entitlements.free_number(uow, subscription)
    bundles = [(str(b["key"]), int(b["version"])) for b in subscription.bundles] if in_force else []
    features = await entitlements.chosen(uow)
    return await _made(
        uow, (plan, number), bundles, features, subscription.cycle, await entitlements.live_overrides(uow)
    )


async def wanted(uow: UnitOfWork, data: Wanted, features: Sequence[str], subscription: Subscription | None) -> Choice:
    """The choice that a body asks for, in the versions held or, for what is new, the current ones.

    422 that points at what is unknown, not on sale, named twice or cannot go together.
    """
    in_force = subscription if subscription is not None and subscription.state in ENTITLED else None
    held = {str(b["key"]): int(b["version"]) for b in in_force.bundles} if in_force else {}
    plan_held = in_force.plan if in_force else None
    await _refuse_offer(uow, "plan", data.plan, "/plan", kept=plan_held == data.plan)
    for index, key in enumerate(data.bundles):
        if key in data.bundles[:index]:
            raise Unprocessable.field(f"/bundles/{index}", "duplicate_bundle", f"{key} is named twice.")
        await _refuse_offer(uow, "bundle", key, f"/bundles/{index}", kept=key in held)
    number = in_force.plan_number if in_force and plan_held == data.plan else None
    plan = (data.plan, number or (await catalogue.terms(uow, "plan", data.plan)).number)
    bundles = [(key, held.get(key) or (await catalogue.terms(uow, "bundle", key)).number) for key in data.bundles]
    overrides = await entitlements.live_overrides(uow) if subscription is not None else ()
    choice = await _made(uow, plan, bundles, features, data.cycle, overrides)
    if choice.by_revenue and (len(choice.bundles) > 1 or choice.plan.pricing != "free"):
        raise Unprocessable.field("/bundles", "excludes_others", "This bundle holds everything: it stands alone.")
    return choice


def problems(
    choice: Choice, offered: Sequence[Offered], *, before: Sequence[str], goals: Sequence[str]
) -> checks.Errors:
    """What is wrong with the features of a choice. What was chosen before may lack what it needs; it waits then."""
    features = list(choice.features)
    added = [slug for slug in features if slug not in before]
    given = compute(offered, choice.sources, []).features
    found = checks.unknown(offered, features, before)
    return found or [
        *checks.foreign(offered, features, added, goals),
        *checks.lacking(offered, features, given),
        *checks.not_for_sale(offered, choice.sources, features),
    ]


def lines_json(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Lines as they are stored and shown."""
    return [asdict(line) for line in lines]


async def _made(
    uow: UnitOfWork,
    plan: tuple[str, int],
    bundles: Sequence[tuple[str, int]],
    features: Sequence[str],
    cycle: str,
    overrides: Sequence[Override],
) -> Choice:
    sources = await entitlements.sources_of(uow, plan, bundles, overrides)
    plan_terms = await catalogue.terms(uow, "plan", *plan)
    return Choice(
        plan=terms_of(plan[0], plan_terms),
        bundles=tuple([terms_of(key, await catalogue.terms(uow, "bundle", key, number)) for key, number in bundles]),
        features=tuple(features),
        counted=compute(await entitlements.offered(uow), sources, features).counted,
        cycle=cycle,
        currency=plan_terms.currency,
        sources=tuple(sources),
    )


def terms_of(key: str, row: Any) -> Terms:
    """A version of a plan or bundle as far as its price goes."""
    return Terms(key=key, version=row.number, pricing=row.pricing, month=row.month_amount, year=row.year_amount)


async def _refuse_offer(uow: UnitOfWork, kind: str, key: str, pointer: str, *, kept: bool) -> None:
    offer = await catalogue.offer(uow, kind, key)
    if offer is None:
        raise Unprocessable.field(pointer, f"unknown_{kind}", f"There is no {kind} {key}.")
    if offer.status != "on" and not kept:
        raise Unprocessable.field(pointer, "not_on_sale", f"The {kind} {key} is not on sale.")

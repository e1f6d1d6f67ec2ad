"""Use-cases of the wizard's steps. The subscription row is the lock, as for everything that is chosen."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_kit.errors import Conflict, InvalidTransition, Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.models import Quote
from mewayz_workspace.billing.quotes import service as quotes
from mewayz_workspace.billing.quotes.schemas import QuoteCreate
from mewayz_workspace.billing.subscription import applying, queries
from mewayz_workspace.branding import service as branding
from mewayz_workspace.branding.schemas import BrandingUpdate
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.entitlements.features import checks
from mewayz_workspace.entitlements.goals import service as goals
from mewayz_workspace.onboarding.events import OnboardingStepCompleted
from mewayz_workspace.onboarding.models import Onboarding
from mewayz_workspace.onboarding.rules import AFTER, ONBOARDING, SKIPPABLE, answered, blank, current, percent
from mewayz_workspace.onboarding.schemas import (
    BrandingAnswer,
    FeaturesAnswer,
    GoalsAnswer,
    OnboardingShown,
    PlanAnswer,
    QuoteShown,
    StepShown,
    TeamAnswer,
)
from mewayz_workspace.team.roles import service as roles
from mewayz_workspace.workspaces import service as workspaces
from mewayz_workspace.workspaces.schemas import WorkspaceUpdate


async def show(uow: UnitOfWork) -> OnboardingShown:
    """Where the wizard stands; a workspace without answers is at the first step."""
    row: Onboarding | None = await uow.scalar(sa.select(Onboarding))
    steps = row.steps if row else blank()
    quote = await uow.find(Quote, row.quote_id) if row and row.quote_id else None
    return OnboardingShown(
        state=row.state if row else "in_progress",
        percent=percent(steps),
        current_step=current(steps),
        steps={name: StepShown(**step) for name, step in steps.items()},
        quote=QuoteShown.model_validate(quote) if quote else None,
        charge_id=row.charge_id if row else None,
        completed_at=row.completed_at if row else None,
    )


async def locked(uow: UnitOfWork) -> Onboarding:
    """The wizard's row, held and made when there is none; the subscription is locked with it."""
    await applying.locked(uow)
    row: Onboarding | None = await uow.scalar(sa.select(Onboarding).execution_options(populate_existing=True))
    if row is None:
        row = uow.add(Onboarding(steps=blank(), updated_at=uow.now))
        await uow.flush()
    return row


async def answer_goals(uow: UnitOfWork, data: GoalsAnswer) -> None:
    """Step 1. 422 for unknown or repeated goals; other goals ask for features and plan again."""
    await goals.check(uow, data.goals, data.primary)
    if data.industry is not None and data.industry not in {one.slug for one in await catalogue.industries(uow)}:
        raise Unprocessable.field("/industry", "unknown_industry", f"There is no industry {data.industry}.")
    row = await _open(uow)
    fields = {name: getattr(data, name) for name in ("industry", "team_size") if getattr(data, name) is not None}
    if fields:
        await workspaces.change(uow, await workspaces.lock(uow), WorkspaceUpdate(**fields))
    answer = data.model_dump(mode="json")
    answer["primary"] = data.primary or data.goals[0]
    await _answer(uow, row, "goals", answer)


async def answer_features(uow: UnitOfWork, data: FeaturesAnswer) -> None:
    """Step 2. 422 that names what is unknown, outside the goals, lacks another, or is too many for the plan."""
    row = await _open(uow, "features")
    offered, chosen = await entitlements.offered(uow), data.features
    errors = checks.unknown(offered, chosen, ()) or [
        *checks.foreign(offered, chosen, chosen, row.steps["goals"]["data"]["goals"]),
        *checks.lacking(offered, chosen, ()),
    ]
    checks.refuse(errors)
    if (plan := row.steps["plan"]["data"]) is not None and row.steps["features"]["data"] != data.model_dump():
        # With the plan that was chosen before, so that what does not fit it is said here and now.
        await _quote(uow, row, PlanAnswer(**plan), chosen)
    await _answer(uow, row, "features", data.model_dump(mode="json"))


async def answer_team(uow: UnitOfWork, data: TeamAnswer) -> None:
    """Step 3. Only what the caller may grant: 422 `unknown_role`, 403 `permission_escalation`."""
    row = await _open(uow)
    for key in dict.fromkeys(draft.role for draft in data.invitations):
        role = await roles.find(uow, key)
        roles.refuse_escalation(uow.principal.permissions, role.permissions)
    row.invited_by = uow.principal.user_id
    await _answer(uow, row, "team", data.model_dump(mode="json"))


async def answer_plan(uow: UnitOfWork, data: PlanAnswer) -> None:
    """Step 4: the price is quoted. 422 when the features do not fit the plan."""
    row = await _open(uow, "plan")
    row.quote_id = (await _quote(uow, row, data, row.steps["features"]["data"]["features"])).id
    await _answer(uow, row, "plan", data.model_dump(mode="json"))


async def answer_branding(uow: UnitOfWork, data: BrandingAnswer) -> None:
    """Step 5: applied at launch. 422 for colours that are hard to read or a logo that is no image of the library."""
    await branding.check(uow, BrandingUpdate(**given(data)))
    await _answer(uow, await _open(uow), "branding", data.model_dump(mode="json", exclude_unset=True))


async def skip(uow: UnitOfWork, step: str) -> None:
    """Leave out team or branding; any other step is 409 `step_not_skippable`."""
    row = await _open(uow)
    if step not in SKIPPABLE:
        raise Conflict("step_not_skippable", f"The step {step} cannot be skipped.")
    await _answer(uow, row, step, None, status="skipped")


async def reset(uow: UnitOfWork) -> None:
    """Begin again with the choices; what the workspace has stays as it is."""
    row = await locked(uow)
    ONBOARDING.demand(row, "reset")
    row.steps, row.updated_at = blank(), uow.now
    row.quote_id = row.change_id = row.charge_id = row.completed_at = row.invited_by = None
    await uow.flush()


async def quote_for(uow: UnitOfWork, row: Onboarding) -> Quote:
    """The quote of the answers, made again when it has grown old."""
    quote = await uow.find(Quote, row.quote_id) if row.quote_id else None
    subscription = await entitlements.lock(uow)
    if quote is None or quote.expires_at <= uow.now or quote.basis != subscription.revision:
        plan, features = row.steps["plan"]["data"], row.steps["features"]["data"]["features"]
        quote = await _quote(uow, row, PlanAnswer(**plan), features)
        row.quote_id = quote.id
        await uow.flush()
    return quote


async def _quote(uow: UnitOfWork, row: Onboarding, plan: PlanAnswer, features: list[str]) -> Quote:
    answer: dict[str, Any] = row.steps["goals"]["data"]
    chosen = [{"slug": slug, "primary": slug == answer["primary"]} for slug in answer["goals"]]
    wanted = QuoteCreate(**plan.model_dump(), features=features)
    return await quotes.make_for(uow, await entitlements.lock(uow), wanted, answer["goals"], chosen)


async def _open(uow: UnitOfWork, step: str | None = None) -> Onboarding:
    """The row for an answer: a wait for payment ends, a completed wizard takes none, some steps need others."""
    row = await locked(uow)
    if row.state == "completed":
        raise InvalidTransition("onboarding", row.state, "answer")
    if row.state == "awaiting_payment":
        ONBOARDING.demand(row, "change")
        await _void(uow, row.change_id)
        row.change_id = row.charge_id = row.quote_id = None
    if step in AFTER and row.steps[AFTER[step]]["status"] != "done":
        raise Conflict("step_not_reached", f"Answer {AFTER[step]} before {step}.", missing=[AFTER[step]])
    return row


async def _void(uow: UnitOfWork, change_id: UUID | None) -> None:
    change = await queries.pending(uow)
    if change is not None and change.id == change_id:
        await applying.expire(uow, await applying.locked(uow), change)


async def _answer(uow: UnitOfWork, row: Onboarding, step: str, data: Any, status: str = "done") -> None:
    row.steps, row.updated_at = answered(row.steps, step, data, status), uow.now
    if row.steps["plan"]["status"] != "done":
        row.quote_id = None
    await uow.flush()
    uow.publish(
        OnboardingStepCompleted(workspace_id=uow.workspace_id, step=step, status=status, percent=percent(row.steps))
    )

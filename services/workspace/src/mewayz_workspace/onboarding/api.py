"""Routes of the setup wizard."""

from typing import Annotated, Literal

from fastapi import Path, Request

from mewayz_kit.auth import Uow, require
from mewayz_kit.errors import PaymentRequired
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal
from mewayz_workspace.billing.charges.intents import payment_for
from mewayz_workspace.onboarding import launch, service
from mewayz_workspace.onboarding.schemas import (
    BrandingAnswer,
    FeaturesAnswer,
    GoalsAnswer,
    OnboardingShown,
    PlanAnswer,
    TeamAnswer,
)

router = new_router("workspace/onboarding")
Writer = Annotated[Principal, require("workspace.onboarding:write")]
Owner = Annotated[Principal, require("workspace.subscription:write")]
Step = Annotated[Literal["goals", "features", "team", "plan", "branding", "review"], Path()]


@router.get("")
async def get(p: Annotated[Principal, require("workspace.onboarding:read")], uow: Uow) -> OnboardingShown:
    """Where the wizard stands, on every device the same."""
    return await service.show(uow)


@router.put("/steps/goals")
async def answer_goals(data: GoalsAnswer, p: Writer, uow: Uow) -> OnboardingShown:
    """One to six goals, exactly one of them primary. 422 `unknown_goal`, `duplicate_goal`."""
    await service.answer_goals(uow, data)
    return await service.show(uow)


@router.put("/steps/features")
async def answer_features(data: FeaturesAnswer, p: Writer, uow: Uow) -> OnboardingShown:
    """Features of the goals, or common ones. 422 `outside_goals`, `missing_dependency`, `plan_limit_reached`;
    409 `step_not_reached`."""
    await service.answer_features(uow, data)
    return await service.show(uow)


@router.put("/steps/team")
async def answer_team(data: TeamAnswer, p: Writer, uow: Uow) -> OnboardingShown:
    """Whom to invite at launch. 422 `unknown_role`; 403 `permission_escalation`."""
    await service.answer_team(uow, data)
    return await service.show(uow)


@router.put("/steps/plan")
async def answer_plan(data: PlanAnswer, p: Writer, uow: Uow) -> OnboardingShown:
    """Plan, bundles and cycle; the answer holds the quote. 422 when the features do not fit; a sent amount is 422."""
    await service.answer_plan(uow, data)
    return await service.show(uow)


@router.put("/steps/branding")
async def answer_branding(data: BrandingAnswer, p: Writer, uow: Uow) -> OnboardingShown:
    """Logo, colours and name to begin with. 422 for colours that are hard to read."""
    await service.answer_branding(uow, data)
    return await service.show(uow)


@router.post("/steps/{step}/skip")
async def skip(step: Step, p: Writer, uow: Uow) -> OnboardingShown:
    """Leave out team or branding. 409 `step_not_skippable`."""
    await service.skip(uow, step)
    return await service.show(uow)


@router.post("/complete", openapi_extra=options(idempotency="none", no_impersonation=True))
async def complete(p: Owner, uow: Uow, request: Request) -> OnboardingShown:
    """Launch. When something is due: 402 `payment_required` {charge_id, total, payment}, the wizard waits, nothing
    is unlocked, and it completes by itself with the payment. 409 `steps_missing`.

    The wait is stored although the answer is a refusal, so repeating the call charges nothing twice.
    """
    async with uow.apart() as unit:
        waiting = await launch.complete(unit)
        shown = await service.show(unit)
    if waiting is None:
        return shown
    payment = await payment_for(
        request.app.state.runtime,
        charge_id=waiting.charge_id,
        workspace_id=uow.workspace_id,
        total=waiting.total,
    )
    raise PaymentRequired(
        "payment_required",
        "Pay the charge: the workspace opens by itself then.",
        charge_id=str(waiting.charge_id),
        total=waiting.total.model_dump(),
        payment=payment,
        state=shown.state,
    )


@router.post("/reset")
async def reset(p: Owner, uow: Uow) -> OnboardingShown:
    """Answer everything again; what the workspace has stays. 409 `invalid_transition` unless it is completed."""
    await service.reset(uow)
    return await service.show(uow)

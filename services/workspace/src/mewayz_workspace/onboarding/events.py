"""Events of the setup wizard, and our copy of what ends its wait."""

from typing import Any
from uuid import UUID

from mewayz_kit.events import Event


class OnboardingStepCompleted(Event, type="workspace.onboarding.step_completed.v1", subject="workspace_id"):
    """A step was answered or skipped. `percent` of the six steps."""

    workspace_id: UUID
    step: str
    status: str
    percent: int


class OnboardingCompleted(Event, type="workspace.onboarding.completed.v1", subject="workspace_id"):
    """The workspace is set up. `branding` is how it shall look at the beginning, null when that was skipped."""

    workspace_id: UUID
    goals: list[str]
    primary_goal: str
    features: list[str]
    plan: str
    bundles: list[str]
    branding: dict[str, Any] | None


class SubscriptionPaid(Event, type="workspace.subscription.activated.v1", subject="workspace_id"):
    """Our copy: the change of a wizard may have been paid."""

    workspace_id: UUID
    change_id: UUID | None

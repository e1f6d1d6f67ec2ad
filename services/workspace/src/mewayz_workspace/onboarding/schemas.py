"""Bodies of the setup wizard."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import EmailStr, Field

from mewayz_kit.money import Money
from mewayz_kit.schema import Input, Output
from mewayz_workspace.billing.quotes.schemas import Wanted
from mewayz_workspace.branding.schemas import ColoursUpdate, Line
from mewayz_workspace.entitlements.goals.schemas import GoalsChosen


class GoalsAnswer(GoalsChosen):
    """What the workspace is here for, and for whom."""

    industry: Annotated[str | None, Field(max_length=60, description="Slug of an industry.")] = None
    team_size: Literal["1", "2-10", "11-50", "51+"] | None = None


class FeaturesAnswer(Input):
    """The features to begin with: of the chosen goals, or common ones."""

    features: Annotated[list[str], Field(max_length=100, examples=[["contacts", "pipelines"]])]


class Draft(Input):
    """Somebody to invite at launch."""

    email: EmailStr
    role: Annotated[str, Field(min_length=1, max_length=40, description="Key of a role.", examples=["editor"])]
    message: Annotated[str | None, Field(max_length=1000)] = None


class TeamAnswer(Input):
    """Whom to invite. The mails go out at launch, not before."""

    invitations: Annotated[list[Draft], Field(max_length=100)]
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en"


class PlanAnswer(Wanted):
    """The plan, bundles and cycle to begin with; the answer holds the price."""


class BrandingAnswer(Input):
    """How it looks from its launch on; `branding` changes it later."""

    logo_media_id: UUID | None = None
    colours: ColoursUpdate = ColoursUpdate()
    mail_sender_name: Annotated[str | None, Field(min_length=1, max_length=80, pattern=Line)] = None


class StepShown(Output):
    """One step. `status`: todo, done, skipped. `data`: the answer as it was given, null before."""

    status: str
    data: dict[str, Any] | None


class QuoteShown(Output):
    """What the choice costs; a new one is made when it is older than thirty minutes."""

    id: UUID
    total_now: Money
    total_renewal: Money
    expires_at: datetime


class OnboardingShown(Output):
    """The wizard. `state`: in_progress, awaiting_payment, completed. `percent` of the six steps that are done or
    skipped; `current_step` is the first that is neither, null when all are.
    """

    state: str
    percent: int
    current_step: str | None
    steps: dict[str, StepShown]
    quote: QuoteShown | None
    charge_id: UUID | None
    completed_at: datetime | None

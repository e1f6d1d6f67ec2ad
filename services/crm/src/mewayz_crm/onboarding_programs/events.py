"""What identity, social and workspace tell of people, and what is told of their onboarding."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from mewayz_kit.events import Event


class UserFact(BaseModel):
    """Our copy of what identity says of somebody: the snapshot of a user."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: UUID
    email: str
    email_verified: bool
    name: str
    locale: str
    timezone: str
    segments: list[str]


class PagePublished(Event, type="social.page.published.v1"):
    """Our copy: a page is public. `onboarding_entry_id`: it was drafted for `crm.onboarding.started`."""

    id: UUID
    onboarding_entry_id: UUID | None = None


class AffiliateFact(BaseModel):
    """Our copy of an affiliate of the platform."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    user_id: UUID
    state: str


class _OnboardingFact(Event, type=""):
    """What the facts below carry. `affiliate`: the program invites the person."""

    entry_id: UUID
    program_id: UUID
    user_id: UUID
    address: str | None
    page_template: str | None
    affiliate: bool


class OnboardingStarted(_OnboardingFact, type="crm.onboarding.started.v1", subject="entry_id"):
    """Somebody was imported for a program."""


class OnboardingClaimed(_OnboardingFact, type="crm.onboarding.claimed.v1", subject="entry_id"):
    """The person has claimed the account."""


class OnboardingCompleted(_OnboardingFact, type="crm.onboarding.completed.v1", subject="entry_id"):
    """The person is through with everything that the program has for them."""


class Imported(BaseModel):
    """Take in what identity says of one person of a program."""

    program_id: UUID
    user_id: UUID
    email: str
    name: str
    locale: str
    timezone: str
    verified: bool


class StepDone(BaseModel):
    """One person has done one thing of their program."""

    entry_id: UUID
    step: str

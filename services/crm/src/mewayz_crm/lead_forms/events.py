"""What other services tell of filled-in forms and found people, and the work it makes."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from mewayz_kit.events import Event


class SubmissionCreated(Event, type="social.form_submission.created.v1"):
    """Somebody has filled in a form of `social`. `answers` by key of the field."""

    id: UUID
    form_id: UUID
    answers: dict[str, Any]
    consent: bool = False


class LeadCaptured(Event, type="ai.chatbot.lead_captured.v1", subject="conversation_id"):
    """A visitor has told a chatbot who they are; the bot names the lead form that says what becomes of it."""

    conversation_id: UUID
    lead_form_id: UUID
    answers: dict[str, Any]
    consent: bool = False


class Profile(BaseModel):
    """One profile that was found, and where everything about it comes from."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    profile_id: UUID
    platform: str
    handle: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    website: str | None = None
    provenance: dict[str, Any]


class LeadBatchSent(Event, type="social.lead_batch.sent.v1", subject="batch_id"):
    """Profiles of a lead list that are to be leads."""

    batch_id: UUID
    profiles: list[Profile]


class OpenDeal(BaseModel):
    """Make the deal that a submission leads to."""

    lead_form_id: UUID
    contact_id: UUID

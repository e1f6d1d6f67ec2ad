"""Events of scores, and the work they make."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from mewayz_kit.events import Event


class ScoreThresholdReached(Event, type="crm.score.threshold_reached.v1", subject="contact_id"):
    """A score came from below to the threshold of the settings, or above it."""

    contact_id: UUID
    name: str
    score: int
    threshold: int
    owner_id: UUID | None


class Deed(BaseModel):
    """What a contact did, as rules count it. `about` are the things it was about: tags, fields, or an id."""

    contact_id: UUID
    kind: str
    source_event_id: UUID
    at: datetime
    about: frozenset[str] = frozenset()


class MailDeed(BaseModel):
    """Our slim reading of an opened or clicked mail; without a contact nobody knows who it was."""

    contact_id: UUID | None = None


class Derive(BaseModel):
    """Derive the score of this contact again: some of its points have expired."""

    contact_id: UUID


class TakeBack(BaseModel):
    """Take back what a deleted rule has given."""

    rule_id: UUID

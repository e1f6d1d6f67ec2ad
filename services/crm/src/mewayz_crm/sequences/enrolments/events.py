"""Events of enrolments."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from mewayz_kit.events import Event


class EnrolmentStarted(Event, type="crm.sequence_enrolment.started.v1", subject="contact_id"):
    """A contact has begun a sequence."""

    enrolment_id: UUID
    sequence_id: UUID
    sequence_name: str
    contact_id: UUID
    at: datetime


class EnrolmentCompleted(Event, type="crm.sequence_enrolment.completed.v1", subject="contact_id"):
    """A contact has come to the end of a sequence."""

    enrolment_id: UUID
    sequence_id: UUID
    sequence_name: str
    contact_id: UUID
    at: datetime


class EnrolmentExited(Event, type="crm.sequence_enrolment.exited.v1", subject="contact_id"):
    """A contact has left a sequence before its end. `reason` is that of the enrolment, `failed` when a step could not
    be done."""

    enrolment_id: UUID
    sequence_id: UUID
    sequence_name: str
    contact_id: UUID
    reason: str
    at: datetime


class StepDue(BaseModel):
    """The next step of an enrolment is due; void when it was done, or put off, meanwhile."""

    enrolment_id: UUID
    visit: int

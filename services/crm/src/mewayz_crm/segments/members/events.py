"""Events of members, and the steps of a check."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from mewayz_kit.events import Event


class SegmentEntered(Event, type="crm.segment.entered.v1", subject="contact_id"):
    """A contact belongs to a segment now. The first filling of a new segment tells nothing."""

    segment_id: UUID
    segment_name: str
    contact_id: UUID
    at: datetime


class SegmentLeft(Event, type="crm.segment.left.v1", subject="contact_id"):
    """A contact does not belong to a segment any more."""

    segment_id: UUID
    segment_name: str
    contact_id: UUID
    at: datetime


class CheckStep(BaseModel):
    """Where a check of all contacts goes on: behind the contact created at `at` with the id `after`."""

    run: UUID
    at: datetime | None = None
    after: UUID | None = None

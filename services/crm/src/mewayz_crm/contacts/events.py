"""Events of contacts beyond created, updated and deleted."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.events import Event


class ContactAssigned(Event, type="crm.contact.assigned.v1", subject="contact_id"):
    """Somebody else looks after a contact now."""

    contact_id: UUID
    name: str
    owner_id: UUID | None
    previous_owner_id: UUID | None


class ContactEngaged(Event, type="crm.contact.engaged.v1", subject="contact_id", public=False):
    """A contact has done something outside of the CRM: ordered, booked, learned, paid, filled in a form. `kind` is the
    type of the event that told of it, without its version; `source_event_id` is that event; `about` the id of the
    form. Internal: scores, and whatever else begins with such a deed, follow it, whoever noticed it."""

    contact_id: UUID
    kind: str
    source_event_id: UUID
    at: datetime
    about: str | None = None


class ContactErased(Event, type="crm.contact.erased.v1", subject="contact_id"):
    """What was known of a person is gone; whoever has copied it, under one of these ids, lets go of it too."""

    contact_id: UUID
    contact_ids: list[UUID]


class ContactLifecycleChanged(Event, type="crm.contact.lifecycle_changed.v1", subject="contact_id"):
    """A contact has come to another stage of life."""

    contact_id: UUID
    name: str
    previous_stage: str
    lifecycle_stage: str

"""Events of contacts beyond created, updated and deleted."""

from uuid import UUID

from mewayz_kit.events import Event


class ContactAssigned(Event, type="crm.contact.assigned.v1", subject="contact_id"):
    """Somebody else looks after a contact now."""

    contact_id: UUID
    name: str
    owner_id: UUID | None
    previous_owner_id: UUID | None


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

"""Events of contacts beyond created, updated and deleted."""

from uuid import UUID

from mewayz_kit.events import Event


class ContactAssigned(Event, type="crm.contact.assigned.v1", subject="contact_id"):
    """Somebody else looks after a contact now."""

    contact_id: UUID
    name: str
    owner_id: UUID | None
    previous_owner_id: UUID | None


class ContactLifecycleChanged(Event, type="crm.contact.lifecycle_changed.v1", subject="contact_id"):
    """A contact has come to another stage of life."""

    contact_id: UUID
    name: str
    previous_stage: str
    lifecycle_stage: str

"""Events of custom fields."""

from uuid import UUID

from pydantic import BaseModel

from mewayz_kit.events import Event


class CustomFieldDeleted(Event, type="crm.custom_field.deleted.v1"):
    """Our own event: a field is gone and its values are to follow."""

    id: UUID
    entity: str
    key: str


class StripValues(BaseModel):
    """Where the clean-up after a deleted field goes on."""

    entity: str
    key: str
    after: UUID

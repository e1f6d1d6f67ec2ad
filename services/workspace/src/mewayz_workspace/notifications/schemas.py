"""Bodies of notifications."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from mewayz_kit.notices import Category
from mewayz_kit.schema import Input, Output, Record


class NotificationRead(Record):
    """Something the caller was told. `seq` grows by one per notification and is the id of its stream event."""

    seq: int
    workspace_id: UUID | None
    category: str
    template: str
    title: str
    body: str | None
    url: str | None
    read_at: datetime | None


class Unread(Output):
    """How many notifications are unread."""

    unread: int


class Preference(Input):
    """One choice. Security and billing cannot be switched off."""

    category: Category
    channel: Literal["in_app", "email"]
    enabled: bool


class PreferenceShown(Output):
    """One cell of the matrix; `locked` ones cannot be changed."""

    category: str
    channel: str
    enabled: bool
    locked: bool


class Preferences(Input):
    """Choices to change; what is not named stays."""

    items: list[Preference]


class PreferencesShown(Output):
    """The whole matrix."""

    items: list[PreferenceShown]


class DeferredNotice(BaseModel):
    """Payload of the job that asks the source for the words of a notice to one person."""

    source: str
    user_id: UUID
    category: str
    template: str
    params: dict[str, object]
    url: str | None
    dedupe_key: str

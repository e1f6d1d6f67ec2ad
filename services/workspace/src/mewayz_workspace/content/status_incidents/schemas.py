"""Bodies of the status page."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output, Record, patch_of
from mewayz_workspace.content.schemas import Body

State = Literal["investigating", "identified", "monitoring", "resolved"]
Impact = Literal["none", "minor", "major", "critical", "maintenance"]
Service = Literal[
    "identity", "workspace", "social", "crm", "commerce", "courses", "bookings", "finance", "ai", "marketplace",
    "analytics",
]  # fmt: skip
Services = Annotated[list[Service], Field(max_length=11)]


class IncidentCreate(Input):
    """A new incident with its first words."""

    title: Annotated[str, Field(min_length=1, max_length=200, examples=["Imports are slow"])]
    impact: Impact = "minor"
    services: Services = []
    body: Body
    started_at: datetime | None = None


class _Changeable(Input):
    title: Annotated[str, Field(min_length=1, max_length=200)]
    impact: Impact
    services: Services


IncidentPatch = patch_of(_Changeable)
IncidentPatch.__name__ = "IncidentPatch"


class UpdateCreate(Input):
    """What is told next."""

    state: State
    body: Body


class UpdateShown(Output):
    """What was told."""

    state: State
    html: str
    at: datetime


class IncidentRead(Record):
    """An incident as staff sees it."""

    title: str
    impact: Impact
    state: State
    services: list[Service]
    started_at: datetime
    resolved_at: datetime | None
    updates: list[UpdateShown]


class IncidentShown(Output):
    """An incident as everybody sees it, with what was told, newest first."""

    id: UUID
    title: str
    impact: Impact
    state: State
    services: list[Service]
    started_at: datetime
    resolved_at: datetime | None
    updates: list[UpdateShown]


class Status(Output):
    """The status page. `status`: operational, or the worst impact of the open incidents; `maintenance` tells whether
    the platform is closed for everybody now."""

    status: Literal["operational", "maintenance", "minor", "major", "critical"]
    as_of: datetime
    maintenance: bool
    open: list[IncidentShown]
    recent: Annotated[list[IncidentShown], Field(description="Resolved within 14 days.")]

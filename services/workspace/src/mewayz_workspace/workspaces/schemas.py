"""Bodies of workspaces."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from mewayz_kit.money import Currency
from mewayz_kit.schema import Input, Output, Record, patch_of


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is no IANA time zone")
    return name


Zone = Annotated[str, Field(max_length=64, examples=["Europe/Berlin"]), AfterValidator(_zone)]
Locale = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$", examples=["en", "de-AT"])]
Slug = Annotated[str, Field(min_length=3, max_length=60, examples=["ferrell"])]


class WorkspaceFields(Input):
    """What a workspace is described by."""

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["Ferrell LLC"])]
    description: Annotated[str | None, Field(max_length=1000)] = None
    industry: Annotated[str | None, Field(max_length=60, description="Slug of an industry.")] = None
    team_size: Literal["1", "2-10", "11-50", "51+"] | None = None
    timezone: Zone
    locale: Locale
    week_start: Annotated[int, Field(ge=1, le=7, description="ISO weekday: 1 is Monday.")] = 1
    currency: Currency


class WorkspaceCreate(WorkspaceFields):
    """A new workspace. Without `slug` one is made of the name; `features` are chosen at once."""

    slug: Slug | None = None
    features: Annotated[list[str], Field(max_length=100, description="Slugs of the catalogue.")] = []


class _Changeable(WorkspaceFields):
    slug: Slug
    require_mfa: Annotated[bool, Field(description="Members must have signed in with a second factor.")]


WorkspaceUpdate = patch_of(_Changeable)
WorkspaceUpdate.__name__ = "WorkspaceUpdate"


class WorkspaceRead(Record):
    """A workspace. `purge_at` is when a closed one is erased for good."""

    name: str
    slug: str
    description: str | None
    industry: str | None
    team_size: str | None
    timezone: str
    locale: str
    week_start: int
    currency: str
    status: str
    require_mfa: bool
    primary_owner_id: UUID
    closed_at: datetime | None
    purge_at: datetime | None


class OwnWorkspace(WorkspaceRead):
    """A workspace in the switcher: with the caller's own role in it."""

    role: str
    role_name: str


class OwnWorkspaces(Output):
    """The caller's workspaces, by name."""

    items: list[OwnWorkspace]


class Confirm(Input):
    """The slug, typed."""

    slug: str


class Transfer(Confirm):
    """Who shall be the primary owner: an active member."""

    user_id: UUID


class Reason(Input):
    """Why staff does it; kept with the audit entry."""

    reason: Annotated[str, Field(min_length=3, max_length=500)]


class StaffTransfer(Reason):
    """Who shall be the primary owner, and why: an active member."""

    user_id: UUID


class BulkMove(Reason):
    """One step of up to 100 workspaces."""

    action: Literal["suspend", "reinstate", "restore"]
    workspace_ids: Annotated[list[UUID], Field(min_length=1, max_length=100)]


class Moved(Output):
    """What became of one: its new `status`, or the `code` of the refusal."""

    workspace_id: UUID
    status: str | None
    code: str | None
    detail: str | None


class BulkMoved(Output):
    """One result per workspace, in order."""

    results: list[Moved]


class StaffWorkspaceRead(WorkspaceRead):
    """A workspace as staff sees it."""

    status_reason: str | None
    erased_by: Annotated[list[str], Field(description="While it is purged: the services that have erased its rows.")]


class SlugShown(Output):
    """A workspace as anybody may see it."""

    name: str
    slug: str

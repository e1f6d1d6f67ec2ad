"""Bodies of feature flags."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output, Record, patch_of

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,58}$", examples=["new-editor"])]
Salt = Annotated[str, Field(pattern=r"^[a-z0-9]{1,40}$", description="Deals the workspaces; fixed once made.")]
BasisPoints = Annotated[int, Field(ge=0, le=10_000, description="Share of all workspaces in basis points.")]


class FlagRules(Input):
    """What stands above the percentage: `blocked` first, then `workspaces` (an allow-list), then `plans`."""

    workspaces: Annotated[list[UUID], Field(max_length=1000)] = []
    blocked: Annotated[list[UUID], Field(max_length=1000)] = []
    plans: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)] = []


class FlagCreate(Input):
    """A new flag; without `on` it is off for everybody."""

    key: Key
    description: Annotated[str | None, Field(max_length=500)] = None
    on: bool = False
    rollout_bp: BasisPoints = 0
    salt: Salt | None = None
    rules: FlagRules = FlagRules()


FlagUpdate = patch_of(FlagCreate, without={"key", "salt"})


class FlagRulesRead(Output):
    """The rules of a flag."""

    workspaces: list[UUID]
    blocked: list[UUID]
    plans: list[str]


class FlagRead(Record):
    """A flag as staff sees it."""

    key: str
    description: str | None
    on: bool
    rollout_bp: int
    salt: str
    rules: FlagRulesRead


class FlagsShown(Output):
    """Every flag as it is for this workspace now."""

    flags: dict[str, bool]


class Maintenance(Input):
    """Switch maintenance on or off, for everybody, or for some workspaces only. The reason goes to the audit feed."""

    on: bool
    workspaces: Annotated[list[UUID], Field(max_length=1000, description="Only these; empty: every one.")] = []
    reason: Annotated[str, Field(min_length=3, max_length=500, examples=["Database upgrade"])]


class MaintenanceRead(Output):
    """Whether tenants are refused with 503 `maintenance` now; `workspaces` empty means every one."""

    on: bool
    workspaces: list[UUID]

"""Bodies of stages."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Record, patch_of

Kind = Literal["open", "won", "lost"]


class StageCreate(Input):
    """A new open stage; it comes after the other open ones. Every pipeline keeps its one won and one lost stage."""

    pipeline_id: UUID
    name: Annotated[str, Field(min_length=1, max_length=120)]
    probability: Annotated[
        int, Field(ge=0, le=10_000, description="Chance that a deal here is won, in basis points.")
    ] = 5_000
    rot_days: Annotated[int | None, Field(ge=1, le=3650, description="Days after which a deal here is stale.")] = None


class StageUpdate(patch_of(StageCreate, without={"pipeline_id"})):  # type: ignore[misc]
    """Name, chance and rest of a stage. Won stays at 100 % and lost at 0 %."""


class StageMove(Input):
    """The open stage that this one comes after; null: it becomes the first."""

    after: UUID | None


class StageRead(Record):
    """A stage."""

    pipeline_id: UUID
    name: str
    kind: Kind
    position: int
    probability: int
    rot_days: int | None

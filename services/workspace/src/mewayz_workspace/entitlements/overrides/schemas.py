"""Bodies of overrides."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from mewayz_kit.schema import Input, Record
from mewayz_workspace.catalogue.schemas import Limit


class OverrideCreate(Input):
    """`limit` gives {limits}; `comp` gives {features}, {bundles} or a {plan} for free; `discount` takes {percent_bp}
    off what is charged; `trial_extension` gives a running trial {days} more. Limits only ever raise.
    """

    workspace_id: UUID
    kind: Literal["limit", "comp", "discount", "trial_extension"]
    limits: Annotated[dict[str, Limit], Field(max_length=100)] = {}
    features: Annotated[list[str], Field(max_length=100)] = []
    bundles: Annotated[list[str], Field(max_length=10)] = []
    plan: Annotated[str | None, Field(max_length=40)] = None
    percent_bp: Annotated[int | None, Field(ge=1, le=10_000, description="Basis points.")] = None
    days: Annotated[int | None, Field(ge=1, le=365)] = None
    until: Annotated[AwareDatetime | None, Field(description="Ends then; null is open-ended.")] = None
    reason: Annotated[str, Field(min_length=3, max_length=500)]

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        found = {
            "limit": bool(self.limits),
            "comp": bool(self.features or self.bundles or self.plan),
            "discount": self.percent_bp is not None,
            "trial_extension": self.days is not None,
        }
        if [kind for kind, given in found.items() if given] != [self.kind]:
            raise ValueError(
                "limit: limits; comp: features, bundles or plan; discount: percent_bp; trial_extension: days"
            )
        return self


class OverrideRead(Record):
    """An override; it counts while `ended_at` is null and `until` is not over."""

    workspace_id: UUID
    kind: str
    value: dict[str, Any]
    until: datetime | None
    reason: str
    given_by: UUID | None
    ended_at: datetime | None

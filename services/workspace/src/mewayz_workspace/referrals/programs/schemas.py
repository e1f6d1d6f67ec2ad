"""Bodies of referral programs."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from mewayz_kit.money import Money
from mewayz_kit.schema import Input, Output, Record, patch_of
from mewayz_workspace.referrals.rules import Trigger


class RuleGiven(Input):
    """One way to earn: `share_bp` (basis points) of what was paid, or a fixed `amount`."""

    key: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
    trigger: Trigger
    share_bp: Annotated[int | None, Field(ge=1, le=10_000)] = None
    amount: Money | None = None
    first_only: bool = True

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.share_bp is None) == (self.amount is None):
            raise ValueError("give share_bp or amount")
        if self.amount is not None and self.amount.amount <= 0:
            raise ValueError("a reward is more than nothing")
        return self


EXAMPLE = [{"key": "first_order", "trigger": "order", "share_bp": 1000, "amount": None, "first_only": True}]
Rules = Annotated[list[RuleGiven], Field(min_length=1, max_length=10, examples=[EXAMPLE])]


class ProgramCreate(Input):
    """`hold_days`: how long a reward waits after the payment. `max_rewards` per code, `max_amount` per reward
    (minor units)."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    rules: Rules
    active: bool = True
    hold_days: Annotated[int, Field(ge=0, le=365)] = 30
    window_days: Annotated[int, Field(ge=1, le=365, description="How long a click counts.")] = 60
    max_rewards: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    max_amount: Annotated[int | None, Field(ge=1, le=10**12)] = None

    @model_validator(mode="after")
    def _keys_differ(self) -> Self:
        keys = [rule.key for rule in self.rules or ()]
        if len(keys) != len(set(keys)):
            raise ValueError("two rules have one key")
        return self


ProgramUpdate = patch_of(ProgramCreate)


class PlatformProgramCreate(ProgramCreate):
    """A program of the platform: for workspaces (`platform`) or `affiliate`s."""

    kind: Literal["platform", "affiliate"]


class RuleShown(Output):
    """One way to earn."""

    key: str
    trigger: str
    share_bp: int | None
    amount: dict[str, Any] | None
    first_only: bool


class ProgramRead(Record):
    """A program. `kept_bp`: what the platform keeps of each reward."""

    name: str
    kind: str
    active: bool
    rules: list[RuleShown]
    hold_days: int
    window_days: int
    max_rewards: int | None
    max_amount: int | None
    kept_bp: int

"""Rules of referrals: states, amounts, who may not bring whom. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field

from mewayz_kit.money import Money
from mewayz_kit.state import Machine

Trigger = Literal["subscription", "order", "template", "token_pack"]
CODE = r"^[a-z0-9](?:[a-z0-9-]{2,38}[a-z0-9])$"
FIRST = "first"

REWARD = Machine(
    "reward",
    {
        ("pending", "approve"): "approved",
        ("approved", "credit"): "booked",
        ("pending", "take_back"): "clawed_back",
        ("approved", "take_back"): "clawed_back",
        ("booked", "reverse"): "reversed",
    },
)
"""workspace.md §4: booked and reversed follow finance's wallet events."""
ATTRIBUTION = Machine(
    "attribution",
    {
        ("attributed", "qualify"): "qualified",
        ("attributed", "flag"): "flagged",
        ("qualified", "flag"): "flagged",
        ("flagged", "clear"): "attributed",
        ("flagged", "reject"): "rejected",
        ("attributed", "reject"): "rejected",
    },
)
AFFILIATE = Machine(
    "affiliate",
    {
        ("applied", "approve"): "approved",
        ("applied", "reject"): "rejected",
        ("invited", "accept"): "approved",
        ("invited", "decline"): "rejected",
        ("approved", "suspend"): "suspended",
        ("suspended", "reinstate"): "approved",
    },
)


class Rule(BaseModel):
    """One way to earn: a share (basis points) of what was paid, or a fixed amount; `first_only` counts once."""

    key: str = Field(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9_]*$")
    trigger: Trigger
    share_bp: int | None = Field(default=None, ge=1, le=10_000)
    amount: Money | None = None
    first_only: bool = True


def earned(rule: Rule, paid: Money, max_amount: int | None) -> Money:
    """What a payment earns by a rule, at most `max_amount` minor units."""
    money = rule.amount if rule.amount is not None else paid.basis_points(rule.share_bp or 0)
    return (
        money if max_amount is None or money.amount <= max_amount else Money(amount=max_amount, currency=money.currency)
    )


def kept(reward: Money, kept_bp: int) -> int:
    """What the platform keeps of a reward, in minor units."""
    return reward.basis_points(kept_bp).amount


def rules_of(stored: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """The rules of a program as they are stored."""
    return [Rule.model_validate(rule) for rule in stored]


def same_person(address: str, other: str) -> bool:
    """Whether two addresses are one person's: without regard to case and to `+tag` (RFC 5233)."""
    return _bare(address) == _bare(other)


def _bare(address: str) -> str:
    local, _, domain = address.strip().casefold().rpartition("@")
    return f"{re.sub(r'[+].*$', '', local)}@{domain}"

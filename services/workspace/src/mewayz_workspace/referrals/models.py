"""Tables of referrals. Codes, attributions and rewards belong to the workspace of who brings others."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mewayz_kit.models import Entity
from mewayz_kit.money import currency_column, money_columns
from mewayz_kit.tenancy import UserScoped, WorkspaceScoped
from mewayz_kit.types import Json
from mewayz_workspace.base import Base


class _Program(SQLModel):
    """What a program holds. `kind`: platform, affiliate, customer. `rules` as in `rules.Rule`.

    `max_rewards` caps the rewards of one code, `max_amount` each single reward (minor units), null is no cap.
    `kept_bp` is what the platform keeps of each reward.
    """

    name: str = Field(max_length=120)
    kind: str = Field(max_length=10)
    active: bool = True
    rules: list[dict[str, Any]] = Field(sa_type=Json)
    hold_days: int
    window_days: int
    max_rewards: int | None = None
    max_amount: int | None = None
    kept_bp: int = 0


class ReferralProgram(_Program, WorkspaceScoped, Entity, Base, table=True):
    """A workspace rewards its customers for bringing others."""

    __tablename__ = "referral_programs"


class PlatformProgram(_Program, Entity, Base, table=True):
    """The platform rewards workspaces and affiliates; staff edits it."""

    __tablename__ = "platform_referral_programs"


class ReferralCode(WorkspaceScoped, Entity, Base, table=True):
    """A code, unique in the whole house. `user_id` brings others, or (`referrer_email`) a customer does.

    `affiliate_id` makes it the link of an affiliate. `rewarded` counts the rewards, for the cap of the program.
    """

    __tablename__ = "referral_codes"
    __table_args__ = (
        sa.UniqueConstraint(
            "code", name="uq_referral_codes_code", info={"problem": ("code_taken", "This code is taken.")}
        ),
    )

    program_id: UUID
    kind: str = Field(max_length=10)
    code: str = Field(max_length=40)
    label: str | None = Field(default=None, max_length=120)
    active: bool = True
    user_id: UUID | None = Field(default=None, index=True)
    referrer_email: str | None = Field(default=None, max_length=320)
    affiliate_id: UUID | None = Field(default=None, foreign_key="affiliates.id", index=True)
    rewarded: int = 0


class ReferralInvite(WorkspaceScoped, Entity, Base, table=True):
    """A mail with a code to somebody. `state`: sent, joined."""

    __tablename__ = "referral_invites"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "email_norm", name="uq_referral_invites_address"),)

    code_id: UUID = Field(foreign_key="referral_codes.id")
    email: str = Field(max_length=320)
    email_norm: str = Field(max_length=320, index=True)
    state: str = Field(default="sent", max_length=10)
    invited_by: UUID | None = None


class Attribution(WorkspaceScoped, Entity, Base, table=True):
    """Somebody was brought. `referred` is what tells people apart in this program: a user id, or the keyed hash of
    a customer's address. `state`: attributed, qualified, flagged, rejected; `reason` says why."""

    __tablename__ = "attributions"
    __table_args__ = (
        sa.UniqueConstraint("program_id", "referred", name="uq_attributions_referred"),
        sa.Index("ix_attributions_referred", "referred"),
    )

    program_id: UUID
    kind: str = Field(max_length=10)
    code_id: UUID = Field(foreign_key="referral_codes.id")
    referred: str = Field(max_length=64)
    referred_user_id: UUID | None = None
    state: str = Field(default="attributed", max_length=12)
    reason: str | None = Field(default=None, max_length=200)
    qualified_at: datetime | None = None


class Reward(WorkspaceScoped, Entity, Base, table=True):
    """What one paid event earned by one rule. `trigger_ref` names the event (or is `first` where only the first
    counts), so there is one reward for it. `source_ref` is always what was paid.

    `state`: pending (until `approve_at`), approved, booked, clawed_back, reversed.
    """

    __tablename__ = "rewards"
    __table_args__ = (
        sa.UniqueConstraint("attribution_id", "rule", "trigger_ref", name="uq_rewards_trigger"),
        sa.Index("ix_rewards_hold", "state", "approve_at"),
        sa.Index("ix_rewards_source", "source_ref"),
    )

    attribution_id: UUID = Field(foreign_key="attributions.id")
    program_id: UUID
    kind: str = Field(max_length=10)
    code_id: UUID = Field(foreign_key="referral_codes.id")
    rule: str = Field(max_length=40)
    trigger_ref: str = Field(max_length=60)
    source_ref: str = Field(max_length=60)
    amount_amount: int
    amount_currency: str = currency_column()
    kept_amount: int = 0
    state: str = Field(default="pending", max_length=12)
    approve_at: datetime
    approved_at: datetime | None = None
    taken_back_at: datetime | None = None
    reason: str | None = Field(default=None, max_length=200)
    amount: ClassVar[Any] = money_columns("amount")


class PaymentPrint(WorkspaceScoped, Base, table=True):
    """By which payment methods a workspace has paid: keyed hashes of what the provider calls their fingerprints."""

    __tablename__ = "referral_payment_prints"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "print", name="uq_referral_payment_prints"),)

    id: UUID = Field(primary_key=True)
    print: bytes = Field(sa_type=sa.BINARY(32), index=True)


class TakenBack(Base, table=True):
    """Something that was paid and is not any more; its rewards end, also those that are asked for later."""

    __tablename__ = "referral_refunds"

    source_ref: str = Field(primary_key=True, max_length=60)
    at: datetime


class Affiliate(UserScoped, Entity, Base, table=True):
    """Somebody who brings others by trade. `state`: applied, invited, approved, rejected, suspended.

    `payout_workspace_id` is the own workspace whose wallet is credited.
    """

    __tablename__ = "affiliates"
    __table_args__ = (
        sa.UniqueConstraint(
            "program_id",
            "user_id",
            name="uq_affiliates_person",
            info={"problem": ("already_affiliate", "You have applied or were invited already.")},
        ),
    )

    program_id: UUID = Field(foreign_key="platform_referral_programs.id")
    state: str = Field(max_length=10)
    payout_workspace_id: UUID | None = None
    website: str | None = Field(default=None, max_length=500)
    note: str | None = Field(default=None, max_length=1000)
    decided_at: datetime | None = None
    reason: str | None = Field(default=None, max_length=500)

"""Tables of the catalogue. They belong to the platform, not to a workspace."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.types import Json
from mewayz_workspace.base import Base


class Goal(Entity, Base, table=True):
    """What a workspace wants to achieve. `names` maps a locale to a name."""

    __tablename__ = "goals"

    slug: str = Field(max_length=60, unique=True)
    names: dict[str, str] = Field(sa_type=Json)
    icon: str = Field(max_length=40)
    position: int
    active: bool = True


class Feature(Entity, Base, table=True):
    """One thing that can be switched on.

    `goals` is empty for common features. `requires` names other features. `module` is the permission noun behind
    it. With `metric` it is offered only where that limit is not 0; with `plans` only on those plans, or (with
    `any_bundle`) together with any paid bundle.
    """

    __tablename__ = "features"

    slug: str = Field(max_length=60, unique=True)
    names: dict[str, str] = Field(sa_type=Json)
    icon: str = Field(max_length=40)
    position: int
    active: bool = True
    goals: list[str] = Field(sa_type=Json)
    requires: list[str] = Field(sa_type=Json)
    module: str = Field(max_length=80)
    metric: str | None = Field(default=None, max_length=60)
    plans: list[str] | None = Field(default=None, sa_type=Json)
    any_bundle: bool = False


class Industry(Entity, Base, table=True):
    """A line of business with the goals it usually has."""

    __tablename__ = "industries"

    slug: str = Field(max_length=60, unique=True)
    names: dict[str, str] = Field(sa_type=Json)
    icon: str = Field(max_length=40)
    position: int
    active: bool = True
    goals: list[str] = Field(sa_type=Json)


class Offer(Entity, Base, table=True):
    """A plan or a bundle. `status`: on, hidden (kept by who has it), off."""

    __tablename__ = "offers"
    __table_args__ = (
        sa.UniqueConstraint(
            "kind", "key", name="uq_offers_kind_key", info={"problem": ("key_taken", "There is one already.")}
        ),
    )

    kind: str = Field(max_length=10)
    key: str = Field(max_length=40)
    names: dict[str, str] = Field(sa_type=Json)
    position: int
    status: str = Field(default="on", max_length=10)
    current: int = 1


class OfferVersion(Entity, Base, table=True):
    """Terms of a plan or bundle; a row never changes. Amounts in minor units of `currency`.

    `pricing`: free, per_feature (amounts per counted feature), bundle, revenue_share (month = minimum).
    """

    __tablename__ = "offer_versions"
    __table_args__ = (
        sa.UniqueConstraint(
            "offer_id",
            "number",
            name="uq_offer_versions_number",
            info={"problem": ("version_taken", "Somebody else has just published this version.")},
        ),
    )

    offer_id: UUID = Field(foreign_key="offers.id")
    number: int
    pricing: str = Field(max_length=20)
    currency: str = Field(max_length=3)
    month_amount: int
    year_amount: int
    features: list[str] = Field(sa_type=Json)
    limits: dict[str, int] = Field(sa_type=Json)
    statics: dict[str, Any] = Field(sa_type=Json)
    reason: str | None = Field(default=None, max_length=500)
    published_at: datetime

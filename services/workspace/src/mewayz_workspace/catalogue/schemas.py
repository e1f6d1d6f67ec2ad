"""Bodies of the catalogue."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output, Record

Names = Annotated[dict[str, str], Field(description="Locale → name.", examples=[{"en": "Retail"}])]
Limits = Annotated[dict[str, int], Field(description="Limit key → number; -1 is unlimited.")]
Limit = Annotated[int, Field(ge=-1, le=2**53, description="-1 is unlimited.")]
"""A limit as staff sets it; beyond 2**53 JSON readers lose whole numbers (RFC 8259 §6)."""
Slug = Annotated[
    str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40, description="Small letters, digits and hyphens.")
]
Icon = Annotated[str, Field(min_length=1, max_length=40)]
Slugs = Annotated[list[str], Field(max_length=100)]
Position = Annotated[int, Field(ge=0, le=10_000, description="Place in its list; the lowest comes first.")]
Amount = Annotated[int, Field(ge=0, le=100_000_000, description="Minor units.")]


class GoalShown(Output):
    """A goal on offer."""

    slug: str
    names: Names
    icon: str


class FeatureShown(GoalShown):
    """A feature on offer; `goals` is empty for common ones, `requires` names what must be chosen with it."""

    goals: list[str]
    requires: list[str]
    module: str


class IndustryShown(GoalShown):
    """A line of business; `goals` are suggested ones."""

    goals: list[str]


class GoalsShown(Output):
    """Goals and the features that belong to them."""

    goals: list[GoalShown]
    features: list[FeatureShown]


class IndustriesShown(Output):
    """Industries, and the sizes a team can have."""

    industries: list[IndustryShown]
    team_sizes: list[str]


class OfferShown(Output):
    """A plan or bundle with its current terms. Amounts in minor units of `currency`.

    `year_saving_amount`: what twelve months cost more than one year.
    """

    key: str
    names: Names
    version: int
    pricing: str
    currency: str
    month_amount: int
    year_amount: int
    year_saving_amount: int
    features: list[str]
    limits: Limits
    statics: dict[str, Any]


class SpecialShown(Output):
    """A launch special. `target`: `bundle:key`, `plan:key` or `all`; `effect`: price (`value` minor units), percent
    (basis points off), free_periods, revenue_share (basis points); it holds for `periods` periods of `cycle` (null:
    both). `left`: how many can still have it, null is no limit.
    """

    key: str
    name: str
    target: str
    effect: str
    value: int
    periods: int
    cycle: str | None
    left: int | None
    ends_at: datetime | None


class Pricing(Output):
    """Everything on sale. With 2, 3, 4 or more paid bundles each is cheaper by `bundle_discounts_bp`."""

    plans: list[OfferShown]
    bundles: list[OfferShown]
    bundle_discounts_bp: dict[str, int]
    specials: list[SpecialShown]


class OfferRead(Record):
    """A plan or bundle as staff sees it."""

    key: str
    names: dict[str, str]
    position: int
    status: str
    current: int


class OfferUpdate(Input):
    """What may change without a new version. Terms change by a new version only."""

    names: Names = {}
    position: Position = 0
    status: Literal["on", "hidden", "off"] = "on"


class Statics(Input):
    """Values that are no limits. `revenue_share_bp`: the platform's share of revenue, in basis points."""

    fee_tier: Literal["standard", "enterprise"] = "standard"
    badge: Literal["forced", "optional"] = "forced"
    revenue_share_bp: Annotated[int, Field(ge=0, le=10_000)] = 0


class VersionCreate(Input):
    """New terms; what is absent stays as in the version before. Amounts in minor units."""

    month_amount: Amount = 0
    year_amount: Amount = 0
    features: Annotated[list[str], Field(max_length=100)] = []
    limits: Annotated[dict[str, Limit], Field(max_length=200)] = {}
    statics: Statics = Statics()
    reason: Annotated[str, Field(min_length=3, max_length=500, description="Why; kept with the version.")]


class VersionRead(Record):
    """The terms of one version."""

    offer_id: UUID
    number: int
    pricing: str
    currency: str
    month_amount: int
    year_amount: int
    features: list[str]
    limits: dict[str, int]
    statics: dict[str, Any]
    reason: str | None
    published_at: datetime


class BundleCreate(Input):
    """A new bundle with its first terms, in the currency of the catalogue. It is hidden until staff puts it on."""

    key: Slug
    names: Annotated[Names, Field(min_length=1)]
    position: Position = 10_000
    terms: VersionCreate


class EntryRead(Record):
    """A goal as staff sees it."""

    slug: str
    names: dict[str, str]
    icon: str
    position: int
    active: bool


class IndustryRead(EntryRead):
    """A line of business as staff sees it, with the goals it suggests."""

    goals: list[str]


class FeatureRead(EntryRead):
    """A feature as staff sees it.

    `goals` is empty for common ones, `requires` names what must be on with it, `module` is the permission noun behind
    it, `metric` the limit that must not be 0, `plans` the only ones that offer it (null: all; with `any_bundle` also
    any paid bundle).
    """

    goals: list[str]
    requires: list[str]
    module: str
    metric: str | None
    plans: list[str] | None
    any_bundle: bool


class GoalCreate(Input):
    """A new goal. Features join it by naming it in their `goals`."""

    slug: Slug
    names: Annotated[Names, Field(min_length=1)]
    icon: Icon = "circle"
    position: Position = 10_000
    active: bool = True


class IndustryCreate(GoalCreate):
    """A new line of business, with the goals it suggests."""

    goals: Slugs = []


class EntryUpdate(Input):
    """What staff may change of a goal; slugs are for ever."""

    names: Names = {}
    icon: Icon = "circle"
    position: Position = 0
    active: bool = True


class IndustryUpdate(EntryUpdate):
    """What staff may change of a line of business."""

    goals: Slugs = []


class FeatureUpdate(EntryUpdate):
    """What staff may change of a feature: where it belongs and what it needs. Its module and limit are code's."""

    goals: Slugs = []
    requires: Slugs = []

"""Tables of the catalogue and of the buckets."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_analytics.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class Catalogue(Base, table=True):
    """One row that everybody who counts holds in share mode and whoever changes the catalogue holds alone.

    So no fact is recorded while a definition changes, and a rebuild knows exactly which facts it must read.
    """

    __tablename__ = "catalogue"

    id: int = Field(primary_key=True)


class Metric(Entity, Base, table=True):
    """What a dashboard calls a number. `revision` is the definition that answers; `building` the next one."""

    __tablename__ = "metrics"
    __table_args__ = (
        sa.UniqueConstraint(
            "key", name="uq_metrics_key", info={"problem": ("metric_key_taken", "A metric has this key already.")}
        ),
    )

    key: str = Field(max_length=60)
    label: str = Field(max_length=120)
    description: str = Field(max_length=500)
    unit: str = Field(max_length=40)
    goal: str | None = Field(default=None, max_length=60)
    feature: str | None = Field(default=None, max_length=60)
    scope: str = Field(max_length=10)
    active: bool = True
    position: int
    revision: int
    building: int | None = None


class MetricRevision(Base, table=True):
    """One definition, never changed. `state`: building, current or retired.

    A building revision counts new facts at once; the rebuild adds those up to `built_from`, and `built_to` is how
    far it has come (both are `seq` of facts).
    """

    __tablename__ = "metric_revisions"

    metric: str = Field(primary_key=True, max_length=60)
    number: int = Field(primary_key=True)
    state: str = Field(max_length=10)
    scope: str = Field(max_length=10)
    aggregation: str = Field(max_length=10)
    event_types: list[str] = Field(sa_type=Json)
    value_path: str | None = Field(default=None, max_length=120)
    currency_path: str | None = Field(default=None, max_length=120)
    dimension_path: str | None = Field(default=None, max_length=120)
    filter: dict[str, Any] = Field(sa_type=Json)
    numerator: str | None = Field(default=None, max_length=60)
    denominator: str | None = Field(default=None, max_length=60)
    built_from: int = 0
    built_to: int = 0
    created_at: datetime


class MetricEventType(Base, table=True):
    """Which live revisions an event type counts for; `*` is every type."""

    __tablename__ = "metric_event_types"

    type: str = Field(primary_key=True, max_length=120)
    metric: str = Field(primary_key=True, max_length=60)
    revision: int = Field(primary_key=True)


class Bucket(WorkspaceScoped, Base, table=True):
    """What one revision counted in the quarter hour that begins at Unix time `start`.

    `dimension` is the value of the metric's dimension or, for aggregation `unique`, the thing that is counted.
    `last_at` and `last_id` name the fact behind a `last` value, so that late facts do not overwrite newer ones.
    """

    __tablename__ = "metric_buckets"

    workspace_id: UUID = Field(default=None, primary_key=True)
    metric: str = Field(primary_key=True, max_length=60)
    revision: int = Field(primary_key=True)
    start: int = Field(primary_key=True)
    dimension: str = Field(primary_key=True, max_length=120)
    currency: str = Field(primary_key=True, max_length=3)
    value: int
    last_at: datetime | None = None
    last_id: UUID | None = None

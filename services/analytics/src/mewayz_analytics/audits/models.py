"""Table of audits."""

from datetime import date
from typing import Any

from sqlmodel import Field

from mewayz_analytics.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.types import Json


class Audit(Entity, Base, table=True):
    """One night: whose buckets were compared over which UTC dates, and every cell that was wrong (at most 100)."""

    __tablename__ = "audits"

    since: date
    until: date
    workspaces: int
    cells: int
    wrong: int
    mismatches: list[dict[str, Any]] = Field(sa_type=Json)

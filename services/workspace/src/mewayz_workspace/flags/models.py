"""Tables of feature flags."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.types import Json
from mewayz_workspace.base import Base


class FeatureFlag(Entity, Base, table=True):
    """A flag of the platform. `rules`: {workspaces, blocked: ids; plans: keys}. `salt` never changes, because another
    one would deal the workspaces anew."""

    __tablename__ = "feature_flags"
    __table_args__ = (
        sa.UniqueConstraint(
            "key", name="uq_feature_flags_key", info={"problem": ("flag_key_taken", "There is a flag with this key.")}
        ),
    )

    key: str = Field(max_length=60)
    description: str | None = Field(default=None, max_length=500)
    on: bool = False
    rollout_bp: int = 0
    salt: str = Field(max_length=40)
    rules: dict[str, Any] = Field(sa_type=Json)

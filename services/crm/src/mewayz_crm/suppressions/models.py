"""Table of suppressions."""

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, list_index
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class Suppression(WorkspaceScoped, Entity, Base, table=True):
    """An address or domain that gets nothing. `value_key` is its comparable form; of an erased person it is `#` and
    a keyed hash, and `value` is NULL."""

    __tablename__ = "suppressions"
    __searched__ = ("value",)
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "channel",
            "kind",
            "value_key",
            name="uq_suppressions_value",
            info={"problem": ("already_suppressed", "This address or domain is suppressed already.")},
        ),
        list_index("suppressions", "reason"),
    )

    channel: str = Field(default="email", max_length=8)
    kind: str = Field(max_length=8)
    value: str | None = Field(default=None, max_length=254)
    value_key: str = Field(max_length=254)
    reason: str = Field(max_length=20)

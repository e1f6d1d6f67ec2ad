"""Table of domains."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json
from mewayz_workspace.base import Base


class Domain(WorkspaceScoped, Entity, Base, table=True):
    """A host that a workspace claims. Many workspaces may claim one; it routes for the one that proved it.

    `state`: pending, verified (proven), active (reached us over TLS), failing (three daily checks found no proof),
    disabled (lost). `verified_host` is the host while it routes, so UNIQUE lets only one workspace have it.
    `token` is what the TXT record must hold; a lost host gets a new one. `frozen_at`: beyond the plan since
    then; the plan keeps those of the lowest `place`, then the oldest.
    """

    __tablename__ = "domains"
    __table_args__ = (
        sa.UniqueConstraint(
            "verified_host",
            name="uq_domains_verified_host",
            info={"problem": ("host_taken", "Another workspace has proven this host.")},
        ),
        sa.UniqueConstraint(
            "workspace_id",
            "host",
            name="uq_domains_workspace_host",
            info={"problem": ("host_claimed", "This workspace has claimed this host already.")},
        ),
        sa.Index("ix_domains_check", "next_check_at"),
    )

    host: str = Field(max_length=253)
    target: dict[str, Any] = Field(sa_type=Json)
    redirect_www: bool = False
    token: str = Field(max_length=64)
    state: str = Field(default="pending", max_length=12)
    verified_host: str | None = Field(default=None, max_length=253)
    verified_at: datetime | None = None
    last_check_at: datetime | None = None
    last_seen: list[str] = Field(default_factory=list, sa_type=Json)
    problem: str | None = Field(default=None, max_length=40)
    failures: int = 0
    failing_since: datetime | None = None
    next_check_at: datetime
    frozen_at: datetime | None = None
    place: int = 0

"""Tables of the audit feeds. Nothing updates them; only retention deletes."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json
from mewayz_workspace.base import Base
from mewayz_workspace.kinds import KINDS, OWNED
from mewayz_workspace.projections.record_access.models import owned_by

LIMITED = frozenset(name.partition(".")[0] for name in OWNED)
OPEN = frozenset(KINDS) - OWNED


class _Entry(SQLModel):
    """What an entry holds. `action` is the event type without its version; `title` what named the target then."""

    event_id: UUID = Field(unique=True)
    at: datetime
    actor: str | None = Field(default=None, max_length=60)
    actor_id: UUID | None = None
    on_behalf_of: UUID | None = None
    service: str = Field(max_length=20)
    action: str = Field(max_length=120)
    target_type: str = Field(max_length=60)
    target_id: str = Field(max_length=120)
    title: str | None = Field(default=None, max_length=300)
    changes: dict[str, Any] | None = Field(default=None, sa_type=Json)
    reason: str | None = Field(default=None, max_length=500)
    ip: str | None = Field(default=None, max_length=45)
    request_id: str | None = Field(default=None, max_length=64)


class AuditEntry(_Entry, WorkspaceScoped, Entity, Base, table=True):
    """One act in a workspace."""

    __tablename__ = "audit_entries"
    __retained__ = "Evidence of who did what is kept as long as the plan said."
    __table_args__ = (
        sa.Index("ix_audit_entries_at", "workspace_id", "at", "id"),
        sa.Index("ix_audit_entries_target", "workspace_id", "target_id"),
    )

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whose the target is. Of a service whose records have owners, kinds that nobody has said to be everybody's
        stay hidden: mails and enrolments name people too."""
        kind = columns.service + "." + columns.target_type
        theirs = owned_by(columns.workspace_id, columns.target_id, user)
        return sa.or_(columns.service.not_in(LIMITED), kind.in_(OPEN), theirs)


class PlatformAuditEntry(_Entry, Entity, Base, table=True):
    """One act that belongs to no workspace: of a person, or of staff."""

    __tablename__ = "platform_audit_entries"
    __table_args__ = (sa.Index("ix_platform_audit_entries_at", "at", "id"),)

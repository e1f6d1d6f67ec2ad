"""Tables of the team: roles, members, invitations."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json
from mewayz_workspace.base import Base


class Role(WorkspaceScoped, Entity, Base, table=True):
    """A role; members and invitations name it by `key`, which never changes."""

    __tablename__ = "roles"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "key",
            name="uq_roles_workspace_key",
            info={"problem": ("role_key_taken", "There is a role with this key already.")},
        ),
    )

    key: str = Field(max_length=40)
    name: str = Field(max_length=80)
    description: str | None = Field(default=None, max_length=500)
    permissions: list[str] = Field(sa_type=Json)
    builtin: bool = False


class Member(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """A person in a workspace. A removed one keeps the row (`deleted_at`), which a return takes up again.

    `status`: active, suspended. `seat`: active, or frozen when the plan has fewer seats (acts as viewer);
    `seat_order` is what the owner wants: the lower, the longer the seat is kept.
    """

    __tablename__ = "members"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "user_id",
            name="uq_members_workspace_user",
            info={"problem": ("already_member", "This person is a member already.")},
        ),
    )

    user_id: UUID = Field(index=True)
    role: str = Field(max_length=40)
    status: str = Field(default="active", max_length=10)
    seat: str = Field(default="active", max_length=10)
    seat_order: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    title: str | None = Field(default=None, max_length=120)
    joined_at: datetime


class InvitationBatch(WorkspaceScoped, Entity, Base, table=True):
    """Up to 100 invitations sent in one request, with what became of each row."""

    __tablename__ = "invitation_batches"

    invited_by: UUID | None = None
    sent: int
    failed: int
    results: list[dict[str, Any]] = Field(sa_type=Json)


class Invitation(WorkspaceScoped, Entity, Base, table=True):
    """An offer of membership to an address.

    `state`: pending, accepted, declined, cancelled, expired, superseded. `pending_key` is the normalised address
    while pending, so that there is one open invitation per address. The token is only in the mail; it is derived
    from the id and `token_no`, so sending it again needs no stored secret, and a new number voids older links.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "pending_key",
            name="uq_invitations_pending",
            info={"problem": ("invitation_pending", "There is an open invitation for this address.")},
        ),
        sa.Index("ix_invitations_due", "state", "expires_at"),
    )

    email: str = Field(max_length=320)
    email_norm: str = Field(max_length=320)
    pending_key: str | None = Field(default=None, max_length=320)
    role: str = Field(max_length=40)
    message: str | None = Field(default=None, max_length=1000)
    locale: str = Field(max_length=16)
    state: str = Field(default="pending", max_length=12)
    expires_at: datetime
    lifetime_days: int
    reminded_at: datetime | None = None
    resent_count: int = 0
    token_no: int = 1
    token_hash: bytes = Field(sa_type=sa.BINARY(32), unique=True)
    invited_by: UUID | None = None
    batch_id: UUID | None = Field(default=None, foreign_key="invitation_batches.id")
    accepted_by: UUID | None = None
    events: list[dict[str, Any]] = Field(sa_type=Json)

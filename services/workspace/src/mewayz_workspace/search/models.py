"""Tables of the search: what is found, and by which words.

The words are rows of ours instead of a full-text index of the database: the tenant leads the key, so a search reads
only its own workspace, prefixes of any length work, and every database answers alike.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.ids import new_id
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Text
from mewayz_workspace.base import Base
from mewayz_workspace.kinds import OWNED
from mewayz_workspace.projections.record_access.models import owned_by


class SearchDocument(WorkspaceScoped, Base, table=True):
    """A record that can be found. `source_version` is the version of the record that was indexed, if it has one."""

    __tablename__ = "search_documents"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "type", "record_id", name="uq_search_documents_record"),
        sa.Index("ix_search_documents_title", "workspace_id", "title_norm"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    type: str = Field(max_length=60)
    record_id: str = Field(max_length=120)
    title: str = Field(max_length=300)
    title_norm: str = Field(max_length=300)
    text: str = Field(sa_type=Text)
    url: str = Field(max_length=300)
    source_version: int | None = None
    changed_at: datetime

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whose the record is, if it is of a kind that has owners."""
        return sa.or_(columns.type.not_in(OWNED), owned_by(columns.workspace_id, columns.record_id, user))


class SearchTerm(WorkspaceScoped, Base, table=True):
    """A word of a document."""

    __tablename__ = "search_terms"

    workspace_id: UUID = Field(default=None, primary_key=True)
    term: str = Field(primary_key=True, max_length=40)
    document_id: UUID = Field(primary_key=True, foreign_key="search_documents.id", ondelete="CASCADE", index=True)
    in_title: bool

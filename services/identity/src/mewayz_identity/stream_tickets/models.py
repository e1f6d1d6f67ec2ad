"""Table of stream tickets."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from mewayz_identity.base import Base, Digest


class StreamTicket(Base, table=True):
    """One ticket, known by the hash of its token; consuming it deletes the row."""

    __tablename__ = "stream_tickets"

    token_hash: bytes = Field(sa_type=Digest, primary_key=True)
    user_id: UUID
    session_id: UUID
    workspace_id: UUID | None = None
    email_verified: bool
    aal: int
    auth_time: int
    expires_at: datetime = Field(index=True)

"""Tables of consents and of the legal documents that demand them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped


class Consent(UserScoped, Entity, Base, table=True):
    """One answer to one document version. Rows are never changed; the newest of a kind is what holds."""

    __tablename__ = "consents"
    __table_args__ = (sa.Index("ix_consents_kind", "user_id", "kind", "created_at"),)

    kind: str = Field(max_length=20)
    document_version: str = Field(max_length=40)
    given_at: datetime | None = None
    withdrawn_at: datetime | None = None
    ip: str | None = Field(default=None, max_length=45)


class LegalDocument(Base, table=True):
    """The newest version of each kind that everybody must agree to anew, copied from workspace's events."""

    __tablename__ = "legal_documents"

    kind: str = Field(max_length=20, primary_key=True)
    document_version: str = Field(max_length=40)
    published_at: datetime

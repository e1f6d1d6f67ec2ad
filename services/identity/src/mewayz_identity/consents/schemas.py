"""Bodies of consents."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output

Kind = Literal["terms", "privacy", "marketing", "cookies"]
DocumentVersion = Annotated[str, Field(min_length=1, max_length=40, examples=["2026-11"])]


class ConsentCreate(Input):
    """Agree to a document, or take an earlier agreement back."""

    kind: Kind
    document_version: DocumentVersion
    granted: bool = True


class AcceptTerms(Input):
    """Agree to a document that waits in `pending_terms`."""

    kind: Literal["terms", "privacy"]
    document_version: DocumentVersion


class ConsentRead(Output):
    """One answer; the newest of a kind is what holds."""

    id: UUID
    kind: str
    document_version: str
    given_at: datetime | None
    withdrawn_at: datetime | None
    created_at: datetime


class PendingDocument(Output):
    """A document whose present version you have not agreed to."""

    kind: str
    document_version: str
    published_at: datetime

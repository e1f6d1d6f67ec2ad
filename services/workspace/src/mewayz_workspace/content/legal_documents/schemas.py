"""Bodies of legal documents."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from mewayz_kit.schema import Input, Output, Record, patch_of
from mewayz_workspace.content.schemas import Body, Locale, Title

Kind = Literal["terms", "privacy", "cookies", "imprint", "dpa", "acceptable_use"]
DocumentVersion = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", examples=["2027-01"])]


class LegalDocumentCreate(Input):
    """A draft of a version in a language; `document_version` names the same text in every language."""

    kind: Kind
    document_version: DocumentVersion
    locale: Locale = "en"
    title: Title
    body: Body
    effective_at: Annotated[datetime, Field(description="When it holds.", examples=["2027-01-01T00:00:00Z"])]
    requires_reaccept: Annotated[bool, Field(description="People must accept it before they go on.")] = False


LegalDocumentUpdate = patch_of(LegalDocumentCreate, without={"kind", "locale", "document_version"})


class LegalDocumentRead(Record):
    """A version as staff sees it."""

    kind: Kind
    locale: str
    document_version: str
    title: str
    body: str
    html: str
    state: Literal["draft", "published"]
    effective_at: datetime
    requires_reaccept: bool
    published_at: datetime | None
    published_by: UUID | None


class LegalDocumentShown(Output):
    """A published version."""

    id: UUID
    kind: Kind
    locale: str
    document_version: str
    title: str
    html: str
    effective_at: datetime
    requires_reaccept: bool
    published_at: datetime


class LegalDocumentsShown(Output):
    """The versions that hold now, by kind; each in the wanted language or the nearest one."""

    items: list[LegalDocumentShown]


class InForce(BaseModel):
    """The moment from which a document holds has come."""

    id: UUID

"""Bodies of mail."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import EmailStr, Field

from mewayz_kit.schema import Input, Output, Record

Category = Literal["security", "billing", "team", "work", "sales", "community", "reports", "product"]


class MailRequest(Input):
    """One platform mail. `message_id` makes a repeat harmless; `data` fills the template."""

    message_id: UUID
    to: EmailStr
    template: Annotated[str, Field(max_length=60)]
    data: dict[str, Any]
    locale: Annotated[str, Field(max_length=16)] = "en"
    category: Category = "security"


class MailAccepted(Output):
    """The mail is kept. `transport` is `provider_not_configured` while nothing can send it."""

    id: UUID
    state: str
    transport: str


class RawMail(Input):
    """A whole mail of a service whose own transport is the local mailbox."""

    message_id: Annotated[str, Field(min_length=1, max_length=255)]
    to: EmailStr
    raw: Annotated[str, Field(max_length=12_000_000)]


class Mailbox(Output):
    """The local mailbox: `open` while no other transport is set, and one at all."""

    open: bool


class MailMessageRead(Record):
    """A mail in the outlet; its data is never shown."""

    message_id: UUID
    to: str
    template: str
    locale: str
    category: str
    state: str
    attempts: int
    last_error: str | None
    sent_at: datetime | None
    transport: str | None
    provider_id: str | None


class MailboxMessageRead(Record):
    """A mail in the local mailbox."""

    message_id: str
    to: str
    sender: str
    subject: str
    raw: str


class MailTemplateRead(Record):
    """A template. `variables` are the names it may use."""

    key: str
    locale: str
    variables: list[str]
    subject: str
    text: str
    html: str


class MailTemplateUpdate(Input):
    """New words: Jinja2, only with the template's own variables; HTML is escaped by itself."""

    subject: Annotated[str, Field(min_length=1, max_length=500)] = ""
    text: Annotated[str, Field(min_length=1, max_length=100_000)] = ""
    html: Annotated[str, Field(min_length=1, max_length=200_000)] = ""


class MailTemplateCreate(Input):
    """A template that exists in English, in one more language."""

    key: Annotated[str, Field(max_length=60, examples=["notification"])]
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=16, examples=["fr"])]
    subject: Annotated[str, Field(min_length=1, max_length=500, examples=["{{ title }}"])]
    text: Annotated[str, Field(min_length=1, max_length=100_000, examples=["{{ body }}"])]
    html: Annotated[str, Field(min_length=1, max_length=200_000, examples=["<p>{{ body }}</p>"])]


class MailTemplateVersionRead(Record):
    """The words of a template as they once were. `number` grows by one per save."""

    number: int
    subject: str
    text: str
    html: str
    saved_by: UUID | None


class MailTemplateVersions(Output):
    """Every version of one template, newest first."""

    items: list[MailTemplateVersionRead]


class Revert(Input):
    """Which version's words to take again."""

    number: Annotated[int, Field(ge=1)]


class PreviewRequest(Input):
    """Words to try (absent: the saved ones) with values for the variables; absent values show their names."""

    subject: Annotated[str | None, Field(max_length=500)] = None
    text: Annotated[str | None, Field(max_length=100_000)] = None
    html: Annotated[str | None, Field(max_length=200_000)] = None
    data: dict[str, str | None] = {}


class Preview(Output):
    """A mail as it would be read."""

    subject: str
    text: str
    html: str


class ConfirmTopic(Input):
    """Payload of the job that confirms a subscription to delivery events."""

    url: str


class SendMail(Input):
    """Payload of the job: which mail."""

    mail_id: UUID

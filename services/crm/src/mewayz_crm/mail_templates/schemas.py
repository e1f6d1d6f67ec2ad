"""Bodies of mail templates."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from mewayz_crm.mail_templates.language import EXPRESSION, STANDARD
from mewayz_crm.vocabulary import EmailAddress
from mewayz_kit.schema import Input, Output, Record, patch_of

Kind = Literal["campaign", "transactional", "layout"]
Editor = Literal["block", "html", "markdown", "mjml"]
Source = Annotated[str, Field(max_length=200_000)]
Short = Annotated[str, Field(max_length=300)]


def _own_name(name: str) -> str:
    if name in STANDARD or name == "content":
        raise ValueError("is a name that every mail has")
    return name


def _link(text: str) -> str:
    if not text.startswith(("https://", "http://", "mailto:", "tel:")) and EXPRESSION.match(text) is None:
        raise ValueError("is no web, mail or phone address and no variable")
    return text


Variable = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$"), AfterValidator(_own_name)]
Link = Annotated[str, Field(max_length=2000, examples=["https://example.com/"]), AfterValidator(_link)]


class Heading(Input):
    """A heading."""

    type: Literal["heading"]
    text: Annotated[str, Field(min_length=1, max_length=500)]
    level: Annotated[int, Field(ge=1, le=3)] = 1


class Paragraphs(Input):
    """Text in Markdown."""

    type: Literal["text"]
    text: Annotated[str, Field(min_length=1, max_length=20_000)]


class Button(Input):
    """A link that looks like a button."""

    type: Literal["button"]
    label: Annotated[str, Field(min_length=1, max_length=200)]
    url: Link


class Image(Input):
    """A picture; `alt` is what stands there for who does not see it."""

    type: Literal["image"]
    url: Link
    alt: Annotated[str, Field(max_length=500)]
    width: Annotated[int, Field(ge=1, le=1200)] = 600


class Divider(Input):
    """A line."""

    type: Literal["divider"]


class Footer(Input):
    """The postal address, and the links by which people unsubscribe and choose what they get."""

    type: Literal["footer"]
    unsubscribe: Annotated[str, Field(min_length=1, max_length=100)] = "Unsubscribe"
    preferences: Annotated[str, Field(min_length=1, max_length=100)] = "Preferences"


Block = Annotated[Heading | Paragraphs | Button | Image | Divider | Footer, Field(discriminator="type")]


class MailTemplateCreate(Input):
    """A template. `body` holds HTML, Markdown or MJML; for the editor `block` it is null, and `blocks` holds the
    content. MJML becomes HTML when it is saved, without `mj-include` and style sheets.

    Words may use `{{ contact.first_name|default("you") }}`, `contact.last_name`, `contact.name`, `contact.email`,
    `workspace.name`, `unsubscribe_url`, `preferences_url`, `postal_address` and the declared `variables`, and
    `{% if … %}`. A layout is HTML with `{{ content }}` in it; a template takes it as it is when the template is saved.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,59}$", examples=["welcome"])]
    kind: Kind = "campaign"
    editor: Editor = "markdown"
    subject: Annotated[Short, Field(description="Needed unless it is a layout.")] = ""
    preheader: Short | None = None
    body: Source | None = None
    blocks: Annotated[list[Block], Field(max_length=200)] | None = None
    text: Annotated[Source | None, Field(description="The text alternative; null: made from the HTML.")] = None
    variables: Annotated[list[Variable], Field(max_length=50)] = []
    layout_id: UUID | None = None


MailTemplateUpdate = patch_of(MailTemplateCreate)


class MailTemplateRead(Record):
    """A template as it is edited."""

    key: str
    kind: Kind
    editor: Editor
    subject: str
    preheader: str | None
    body: str | None
    blocks: list[Block] | None
    text: str | None
    variables: list[str]
    layout_id: UUID | None


class VersionRead(Output):
    """What one save made. `id` is what a mail is sent from."""

    id: UUID
    number: int
    parts: dict[str, Any]
    saved_by: str
    created_at: datetime


class Versions(Output):
    """The latest 50 versions, newest first."""

    items: list[VersionRead]


class Revert(Input):
    """Which version's words to take again."""

    number: Annotated[int, Field(ge=1)]


class PreviewRequest(Input):
    """Who it is shown for (null: names of the fields stand for their values), and values of variables."""

    contact_id: UUID | None = None
    data: Annotated[dict[str, str | None], Field(max_length=50)] = {}


class MailTemplateTest(PreviewRequest):
    """A test: `to` is the address of one of your verified senders. It comes from `sender_id`, else from the house."""

    to: EmailAddress
    sender_id: UUID | None = None


class MailTemplateTestRead(Output):
    """The message that carries the test."""

    message_id: UUID


class Preview(Output):
    """A mail as it would be read."""

    subject: str
    html: str
    text: str

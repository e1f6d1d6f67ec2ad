"""Bodies of sequence templates."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from mewayz_crm.sequences.schemas import ExitRule, Kind, Trigger
from mewayz_crm.sequences.steps.schemas import Window
from mewayz_kit.schema import Input, Output

TemplateKey = Literal["welcome", "abandoned_cart", "re_engagement", "booking_follow_up"]


class TemplateMail(Output):
    """A mail that comes with it, in the language of the workspace."""

    key: str
    subject: str
    body: Annotated[str, Field(description="Markdown.")]


class SequenceTemplateRead(Output):
    """A sequence to begin with. A step of the type `mail` names one of the `mails` by its key."""

    key: TemplateKey
    name: str
    description: str
    kind: Kind
    trigger: Trigger
    steps: list[dict[str, Any]]
    windows: list[Window]
    exits: list[ExitRule]
    reentry: Literal["never", "after_end"]
    reentry_days: int
    mails: list[TemplateMail]


class SequenceTemplates(Output):
    """All of them."""

    items: list[SequenceTemplateRead]


class UseTemplate(Input):
    """What the draft is to have from the start; everything can be given later as well."""

    name: Annotated[str | None, Field(min_length=1, max_length=120, description="Null: that of the template.")] = None
    list_id: Annotated[UUID | None, Field(description="Of a marketing sequence.")] = None
    sender_id: UUID | None = None

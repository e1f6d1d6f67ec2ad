"""Bodies of messages."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mewayz_crm.messages.drafts import Category
from mewayz_crm.senders.schemas import Line
from mewayz_crm.vocabulary import EmailAddress
from mewayz_kit.schema import Input, Record

State = Literal[
    "queued", "sending", "sent", "delivered", "bounced", "complained", "suppressed", "failed", "unconfirmed"
]


class MessageRead(Record):
    """A mail and what became of it. `html` and `text` are null once its words were let go of; the addresses of somebody
    who was erased are empty. `error` says why it is suppressed or failed, or what it waits for."""

    category: Category
    purpose: str
    to_address: str
    to_name: str | None
    contact_id: UUID | None
    sender_id: UUID | None
    from_address: str
    from_name: str
    reply_to: str | None
    subject: str
    html: str | None
    text: str | None
    rfc_message_id: str
    in_reply_to: str | None
    dedupe_key: str | None
    campaign_id: UUID | None
    enrolment_id: UUID | None
    state: State
    attempts: int
    sent_at: datetime | None
    provider: str | None
    provider_ref: str | None
    error: str | None


class MessageCreate(Input):
    """A transactional mail: a template of that kind with values for its variables, or words of its own.

    It leaves also to people who have unsubscribed, but not to addresses that are suppressed for another reason. A
    repeat with the same `dedupe_key` sends nothing and answers the first mail.
    """

    to: EmailAddress
    to_name: Annotated[str | None, Field(max_length=200, pattern=Line)] = None
    sender_id: Annotated[
        UUID | None, Field(description="A proven sender; null: the house's address, under the workspace's name.")
    ] = None
    reply_to: EmailAddress | None = None
    template_key: Annotated[str | None, Field(max_length=60)] = None
    data: Annotated[
        dict[str, str | None], Field(max_length=50, description="A value for each variable of the template.")
    ] = {}
    subject: Annotated[str | None, Field(min_length=1, max_length=250, examples=["Your appointment"])] = None
    html: Annotated[str | None, Field(max_length=200_000, description="Sanitised; null: made from the text.")] = None
    text: Annotated[
        str | None, Field(max_length=200_000, examples=["See you at nine."], description="Null: made from the HTML.")
    ] = None
    dedupe_key: Annotated[str | None, Field(min_length=1, max_length=200)] = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        own = self.subject is not None and bool(self.html or self.text)
        if own is (self.template_key is not None) or (not own and (self.subject or self.html or self.text)):
            raise PydanticCustomError("one_source", "Give template_key, or subject with html or text.")
        return self


class SendMessage(Input):
    """Which mail to send."""

    message_id: UUID

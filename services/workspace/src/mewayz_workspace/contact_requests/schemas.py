"""Bodies of contact requests."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field

from mewayz_kit.schema import Input, Output, Record

Topic = Literal["sales", "support", "partnership", "press", "privacy", "other"]


def _address(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error


class ContactRequestCreate(Input):
    """A question to the platform."""

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["Ada"])]
    email: Annotated[str, Field(max_length=320, examples=["ada@example.com"]), AfterValidator(_address)]
    topic: Topic = "other"
    message: Annotated[str, Field(min_length=10, max_length=5_000, examples=["Do you offer invoices in Danish?"])]
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"


class ContactRequestTaken(Output):
    """It has arrived."""

    id: UUID
    created_at: datetime


class ContactRequestRead(Record):
    """A contact request as staff sees it."""

    name: str
    email: str
    topic: Topic
    message: str
    locale: str
    state: Literal["new", "answered", "closed"]
    answer: str | None
    answered_at: datetime | None
    answered_by: UUID | None


class Answer(Input):
    """What the person is mailed."""

    body: Annotated[str, Field(min_length=1, max_length=5_000, examples=["Yes, since last week."])]

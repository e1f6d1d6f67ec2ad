"""Bodies of integrations."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import EmailStr, Field

from mewayz_kit.schema import Input, Record

Option = Annotated[str, Field(min_length=1, max_length=300)] | Annotated[int, Field(ge=1, le=65535)]
Secret = Annotated[str, Field(min_length=1, max_length=4000)]
BaseUrl = Annotated[str, Field(max_length=500, pattern=r"^https?://", examples=["https://api.eu.mailgun.net"])]


class IntegrationCreate(Input):
    """A provider with its settings. `secrets` are written once and never shown again.

    smtp: options host, port, security (starttls, tls, none), username; secret password · elastic_email, sendgrid:
    secret api_key · mailgun: option domain; secret api_key · ses: option region; secrets access_key_id,
    secret_access_key. Every one: option sender (`Name <address>`). `base_url` replaces the provider's usual address.
    """

    provider: Literal["smtp", "elastic_email", "sendgrid", "mailgun", "ses"]
    base_url: BaseUrl | None = None
    options: dict[str, Option] = {}
    secrets: dict[str, Secret] = {}


class IntegrationUpdate(Input):
    """Other settings. `options` replaces all of them; of `secrets` those that are named, null removes one."""

    base_url: BaseUrl | None = None
    options: dict[str, Option] = {}
    secrets: dict[str, Secret | None] = {}


class IntegrationRead(Record):
    """A provider. `secrets` names what is stored. `status`: untested, working, failing (`last_error` says why).

    `events_url` is where the provider shall report bounces, if it can.
    """

    provider: str
    kind: str
    base_url: str | None
    options: dict[str, str | int]
    secrets: list[str]
    active: bool
    status: str
    checked_at: datetime | None
    last_error: str | None
    events_url: str | None


class IntegrationTest(Input):
    """Where the test mail goes."""

    to: Annotated[EmailStr, Field(examples=["staff@example.com"])]

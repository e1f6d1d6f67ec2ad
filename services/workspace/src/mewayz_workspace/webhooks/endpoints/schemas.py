"""Bodies of webhook endpoints."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from mewayz_kit.schema import Input, Output, Record, each_once, patch_of
from mewayz_workspace.webhooks.rules import EVENT_PATTERN

EventType = Annotated[str, Field(max_length=120, pattern=EVENT_PATTERN)]
EventTypes = Annotated[
    list[EventType],
    Field(
        min_length=1,
        max_length=50,
        description="Event types; `crm.deal.*`, `crm.*` and `*` stand for all that begin so.",
        examples=[["crm.deal.won.v1", "crm.contact.*"]],
    ),
    AfterValidator(each_once),
]


class EndpointCreate(Input):
    """Where to send which events. The address must be https and public; redirects are not followed."""

    url: Annotated[str, Field(min_length=9, max_length=2048, examples=["https://hooks.example.com/mewayz"])]
    event_types: EventTypes
    description: Annotated[str | None, Field(max_length=500)] = None
    enabled: bool = True


EndpointUpdate = patch_of(EndpointCreate)


class EndpointRead(Record):
    """An endpoint without its secrets.

    `disabled_reason`: gone (it answered 410) or failing (120 hours without one success). `frozen`: beyond what the
    plan allows; nothing is sent. `failing_since`: the first failure after the last success.
    `previous_until`: until then messages carry a signature of the secret before as well.
    """

    url: str
    event_types: list[str]
    description: str | None
    enabled: bool
    disabled_reason: str | None
    frozen: bool
    failing_since: datetime | None
    previous_until: datetime | None


class EndpointSecret(EndpointRead):
    """An endpoint with its signing secret (Standard Webhooks, symmetric), shown this once."""

    secret: str


class Recovered(Output):
    """How many messages will be sent again."""

    messages: int

"""Bodies of consents."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Record

Action = Literal["given", "confirmed", "withdrawn"]
Method = Literal[
    "member",
    "api",
    "import",
    "form",
    "sequence",
    "confirmation_link",
    "preference_page",
    "unsubscribe_link",
    "one_click",
    "suppression",
    "expiry",
    "mail",
    "import_reverted",
]


class ConsentRead(Record):
    """One yes or no. `wording_version` names the text the person saw (`lists/{id}/wordings`); `list_id` is null
    for all mail. `address` is null once the person was erased."""

    address: str | None
    list_id: UUID | None
    purpose: str | None
    action: Action
    wording_version: int | None
    method: Annotated[
        Method,
        Field(description="How it was said; `expiry`: nobody confirmed for 30 days, `mail`: by mail or to a provider."),
    ]
    actor: Annotated[str | None, Field(description="Member, key or service that wrote it down; null: the person.")]

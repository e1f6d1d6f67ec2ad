"""What others hand to `messages`, and what a provider said. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Category = Literal["marketing", "transactional", "personal"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail that is to leave, with its words filled in.

    `purpose` says what it is, such as the key of its template. Without `sender_id` it comes from the house's address
    under the workspace's name. `list_ids` is for marketing: one confirmed subscription on any of them is needed when it
    leaves. `in_reply_to` is the `rfc_message_id` of an earlier mail of the same thread. `fleeting`: its words are not
    kept once it is sent. `attachments`: where its files are (`messages.attachments`). `at`: not before then.
    """

    category: Category
    purpose: str
    to_address: str
    subject: str
    html: str
    text: str
    to_name: str | None = None
    contact_id: UUID | None = None
    sender_id: UUID | None = None
    reply_to: str | None = None
    list_ids: Sequence[UUID] = ()
    dedupe_key: str | None = None
    campaign_id: UUID | None = None
    enrolment_id: UUID | None = None
    step_id: UUID | None = None
    in_reply_to: str | None = None
    fleeting: bool = False
    attachments: Sequence[Mapping[str, str]] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try.

    `accepted`: the provider has it, as `ref` · `refused`: it never will, `bounced` because of the address · `later`: it
    has certainly not been taken and may be tried again · `unknown`: nobody knows whether it was taken ·
    `provider_not_configured`: there is no way out of the house.
    """

    kind: Literal["accepted", "refused", "later", "unknown", "provider_not_configured"]
    provider: str | None = None
    ref: str | None = None
    reason: str | None = None
    bounced: bool = False

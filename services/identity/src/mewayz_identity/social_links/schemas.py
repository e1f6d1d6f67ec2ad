"""Bodies of social links."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from mewayz_kit.schema import Input, Record

ExchangeCode = Annotated[
    str, Field(max_length=100, description="`code` that the redirect brought back; good for five minutes.")
]
Verifier = Annotated[
    str | None,
    Field(max_length=128, description="What `code_challenge` was made of (RFC 7636), where an app sent one."),
]


class SocialLinkCreate(Input):
    """An account elsewhere that has just been proven."""

    code: ExchangeCode
    code_verifier: Verifier = None


class SocialLinkRead(Record):
    """An account elsewhere that signs you in."""

    provider: str
    issuer: str
    subject: Annotated[str, Field(description="How the provider names the account.")]
    email_at_link: str | None
    last_used_at: datetime | None

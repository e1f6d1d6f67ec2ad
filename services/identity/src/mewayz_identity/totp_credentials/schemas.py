"""Bodies of TOTP credentials."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output, Record

TotpCode = Annotated[str, Field(pattern="^[0-9]{6}$", examples=["492039"])]


class TotpCreate(Input):
    """A new authenticator."""

    name: Annotated[str, Field(min_length=1, max_length=120)] = "Authenticator"


class TotpRead(Record):
    """An authenticator."""

    status: Annotated[str, Field(description="pending until its first right code, then active")]
    name: str
    confirmed_at: datetime | None
    last_used_at: datetime | None


class TotpEnrolment(Output):
    """A new authenticator with its secret, which is shown this once."""

    id: UUID
    status: str
    name: str
    secret: Annotated[str, Field(description="Base32, for typing into an app.")]
    otpauth_uri: Annotated[str, Field(description="For a QR code.")]


class TotpConfirm(Input):
    """The first code of a new authenticator."""

    code: TotpCode


class TotpConfirmed(Output):
    """The authenticator protects the account from now on."""

    id: UUID
    status: str
    recovery_codes: Annotated[list[str], Field(description="Ten single-use codes, shown this once.")]

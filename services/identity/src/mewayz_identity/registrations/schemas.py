"""Bodies of registrations."""

from typing import Annotated, Literal

from pydantic import Field

from mewayz_identity.email_verifications.schemas import PendingVerification
from mewayz_identity.logins.schemas import DeviceToken
from mewayz_identity.passwords.rules import NewPassword
from mewayz_identity.tokens.schemas import ClientField, TokensRead
from mewayz_identity.users.rules import Email, Locale, PersonName, Timezone
from mewayz_kit.schema import Input, Output


class Registration(Input):
    """A new account."""

    email: Email
    password: NewPassword
    name: PersonName
    locale: Locale = "en"
    timezone: Timezone = "UTC"
    referral_code: Annotated[str | None, Field(max_length=64)] = None
    terms_version: Annotated[str | None, Field(max_length=40, description="The terms that were agreed to.")] = None
    client: ClientField = "browser"
    device_token: DeviceToken = None


class Registered(TokensRead):
    """You have an account and are signed in; the address waits for its verification."""

    verification: PendingVerification


class VerificationSent(Output):
    """The account is made when the address is proven (verify-first registration)."""

    status: Literal["verification_sent"]
    verification: PendingVerification

"""Bodies of portal logins."""

from typing import Annotated

from pydantic import Field

from mewayz_identity.email_verifications.schemas import PendingVerification
from mewayz_identity.logins.schemas import DeviceToken
from mewayz_identity.tokens.schemas import ClientField
from mewayz_identity.users.rules import Email, Locale, Timezone
from mewayz_kit.schema import Input

Handle = Annotated[
    str,
    Field(min_length=1, max_length=60, examples=["acme"], description="Handle of the workspace, as in /learn/acme."),
]


class PortalLogin(Input):
    """Who wants to come in, and where."""

    workspace: Handle
    email: Email
    locale: Annotated[Locale, Field(description="Of the mail, and of a new account.")] = "en"


class PortalProof(Input):
    """The code from the mail."""

    flow: Annotated[str, Field(max_length=100, description="What asking for the code has answered.")]
    code: Annotated[str, Field(pattern="^[0-9]{6}$", examples=["492039"])]
    timezone: Annotated[Timezone, Field(description="Of a new account.")] = "UTC"
    client: ClientField = "browser"
    device_token: DeviceToken = None


class CodeMailed(PendingVerification):
    """A code is on its way, whoever has this address."""

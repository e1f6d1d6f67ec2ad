"""Bodies of the set-up."""

from typing import Annotated

from pydantic import Field

from mewayz_identity.passwords.rules import NewPassword
from mewayz_identity.tokens.schemas import ClientField
from mewayz_identity.users.rules import Email, Locale, PersonName, Timezone
from mewayz_kit.schema import Input


class FirstAdmin(Input):
    """The first administrator."""

    token: Annotated[str, Field(max_length=100, description="What `mewayz setup-token` prints.")]
    email: Email
    password: NewPassword
    name: PersonName
    locale: Locale = "en"
    timezone: Timezone = "UTC"
    client: ClientField = "browser"

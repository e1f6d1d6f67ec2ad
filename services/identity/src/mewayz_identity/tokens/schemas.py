"""Bodies of tokens."""

from typing import Annotated

from pydantic import Field

from mewayz_identity.edge import Client
from mewayz_identity.me.schemas import MeRead
from mewayz_kit.schema import Input, Output


class TokensRead(Output):
    """You are signed in. Browsers find the refresh token in a cookie that no script can read."""

    access_token: Annotated[str, Field(description="JWT for `Authorization: Bearer`.")]
    token_type: Annotated[str, Field(examples=["Bearer"])]
    expires_in: Annotated[int, Field(description="Seconds the access token is good for.")]
    refresh_token: Annotated[str | None, Field(description="For `client=native` only, else null.")]
    device_token: Annotated[
        str | None,
        Field(description="For `client=native` when the device is new: keep it and send it at the next sign-in."),
    ]
    user: MeRead


class Refresh(Input):
    """A refresh token, for apps; browsers send none, their cookie counts."""

    refresh_token: Annotated[str | None, Field(max_length=100)] = None


ClientField = Annotated[
    Client,
    Field(description="`browser` gets the refresh token as a cookie, `native` in the body."),
]

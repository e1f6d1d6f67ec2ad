"""Payload of the mail job."""

from pydantic import BaseModel


class SendLink(BaseModel):
    """The mail with this link. The token is sealed, so no address waits in the open."""

    purpose: str
    token: str

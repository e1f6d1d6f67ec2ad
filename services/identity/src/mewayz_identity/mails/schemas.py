"""What a mail job carries."""

from typing import Any

from pydantic import BaseModel


class SealedMail(BaseModel):
    """A mail waiting in the inbox. Codes and links are secrets, so the row holds only their sealed form."""

    sealed: str


class Mail(BaseModel):
    """A mail for workspace's outlet."""

    to: str
    template: str
    data: dict[str, Any]
    locale: str

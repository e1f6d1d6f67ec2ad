"""What a job of avatars carries."""

from pydantic import BaseModel


class StoredAvatar(BaseModel):
    """A file that nobody shows any more."""

    key: str

"""Identifiers: UUIDv7 (RFC 9562), so that keys sort by creation and indexes grow at one end."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from uuid_utils.compat import uuid7

Id = Annotated[UUID, Path(description="UUIDv7 of the record.")]


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid7()

"""Identifiers: UUIDv7 (RFC 9562), so that keys sort by creation and indexes grow at one end."""

from typing import Annotated, Any
from uuid import UUID, uuid5

from fastapi import Path
from uuid_utils.compat import uuid7

NAMESPACE = UUID("0192f0c1-7d1e-7000-8000-6d657761797a")
Id = Annotated[UUID, Path(description="UUIDv7 of the record.")]


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid7()


def read_id(text: Any) -> UUID | None:
    """The id that somebody outside has written, or None for anything else."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def named_id(*parts: object) -> UUID:
    """The same id for the same parts, everywhere (UUIDv5): what must not exist twice gets its name as its key."""
    return uuid5(NAMESPACE, "\0".join(str(part) for part in parts))

"""The declarative base of the tables of analytics, and where facts without a workspace belong."""

from uuid import UUID

from sqlmodel import SQLModel

from mewayz_kit.models import service_registry


class Base(SQLModel, registry=service_registry("analytics")):
    """Base of the tables of analytics."""


PLATFORM = UUID(int=0)
"""What happened outside every workspace belongs to the nil UUID (RFC 9562 §5.9), which no workspace can have."""

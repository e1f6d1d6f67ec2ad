"""The declarative base of this service's tables."""

from sqlmodel import SQLModel

from mewayz_kit.models import service_registry


class Base(SQLModel, registry=service_registry("workspace")):
    """Base of the tables of workspace."""

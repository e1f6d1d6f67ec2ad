"""The declarative base of the sample's tables."""

from sqlmodel import SQLModel

from mewayz_kit.models import service_registry


class Base(SQLModel, registry=service_registry("sample")):
    """Base of the sample's tables."""

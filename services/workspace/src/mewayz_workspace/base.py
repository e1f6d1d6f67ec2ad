"""The declarative base of this service's tables."""

from typing import TYPE_CHECKING

from mewayz_kit.models import service_base

if TYPE_CHECKING:
    # To a type checker a class made by a call is no base; what it makes is a SQLModel with a registry of its own.
    from sqlmodel import SQLModel as Base
else:
    Base = service_base("workspace")

__all__ = ["Base"]

"""The declarative base of this service's tables."""

from mewayz_kit.models import service_base

Base = service_base("workspace")

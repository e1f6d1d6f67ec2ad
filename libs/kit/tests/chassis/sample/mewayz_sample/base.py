"""The declarative base of the sample's tables."""

from mewayz_kit.models import service_base

Base = service_base("sample")

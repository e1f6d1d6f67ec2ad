"""The declarative base of the CRM's tables."""

from mewayz_kit.models import service_base

Base = service_base("crm")

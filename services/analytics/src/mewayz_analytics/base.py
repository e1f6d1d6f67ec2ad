"""The declarative base of the tables of analytics, and where facts without a workspace belong."""

from uuid import UUID

from mewayz_kit.models import service_base

Base = service_base("analytics")
PLATFORM = UUID(int=0)
"""What happened outside every workspace belongs to the nil UUID (RFC 9562 §5.9), which no workspace can have."""

"""The declarative base of identity's tables."""

import sqlalchemy as sa

from mewayz_kit.models import service_base

Base = service_base("identity")
Digest = sa.BINARY(32)
"""A keyed hash (HMAC-SHA-256) of a token or code; the plain text is never stored."""

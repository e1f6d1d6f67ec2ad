"""The declarative base of identity's tables."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from mewayz_kit.models import service_registry


class Base(SQLModel, registry=service_registry("identity")):
    """Base of the tables of identity."""


Digest = sa.BINARY(32)
"""A keyed hash (HMAC-SHA-256) of a token or code; the plain text is never stored."""


def update(model: Any) -> sa.Update:
    """An update whose condition the database alone decides; its row count says who won."""
    return sa.update(model).execution_options(synchronize_session=False)


def delete(model: Any) -> sa.Delete:
    """A delete that leaves rows in memory alone."""
    return sa.delete(model).execution_options(synchronize_session=False)

"""Table of throttles."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base


class Throttle(Base, table=True):
    """One counter. `key` is a keyed hash of what is counted; the count starts anew when `ends_at` has passed."""

    __tablename__ = "throttles"

    key: bytes = Field(sa_type=sa.BINARY(32), primary_key=True)
    count: int
    ends_at: datetime = Field(index=True)

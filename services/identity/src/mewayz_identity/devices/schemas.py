"""Bodies of devices."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from mewayz_kit.schema import Record


class DeviceRead(Record):
    """A browser or app that has signed in to your account."""

    name: str
    trusted: Annotated[bool, Field(description="Whether it skips the second factor at present.")]
    trusted_until: datetime | None
    last_seen_at: datetime

"""Bodies of settings."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from mewayz_kit.schema import Input, Output


class SettingChange(Input):
    """A new value, and why."""

    value: Annotated[Any, Field(description="As the type of the key wants it; null takes the default back.")]
    reason: Annotated[str, Field(min_length=3, max_length=500, examples=["New support hours"])]


class SettingRead(Output):
    """A setting. `changed_at` is null as long as it has its default."""

    key: str
    value: Any
    default: Any
    description: str
    changed_at: datetime | None


class SettingsRead(Output):
    """Every setting there is, by key."""

    items: list[SettingRead]

"""Bodies of notification preferences."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mewayz_kit.notices import Category
from mewayz_kit.schema import Input, Output

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["22:00"])]


class QuietHours(Input):
    """Hours without mail and push, `HH:MM` in the person's own zone; the end may lie on the next day."""

    start: Clock
    end: Annotated[Clock, Field(examples=["07:00"])]

    @model_validator(mode="after")
    def _a_while(self) -> "QuietHours":
        if self.start == self.end:
            raise PydanticCustomError("empty", "Quiet hours end at another time than they begin.")
        return self


class Preference(Input):
    """One choice. Security and billing cannot be switched off, except on push."""

    category: Category
    channel: Literal["in_app", "email", "push"]
    enabled: bool


class PreferenceShown(Output):
    """One cell of the matrix; `locked` ones cannot be changed."""

    category: str
    channel: str
    enabled: bool
    locked: bool


class Preferences(Input):
    """Choices to change; what is not named stays. `quiet_hours` null ends them."""

    items: Annotated[list[Preference], Field(max_length=100)] = []
    quiet_hours: QuietHours | None = None
    digest: Literal["off", "daily", "weekly"] = "off"


class PreferencesShown(Output):
    """The whole matrix, the quiet hours and the digest. `timezone` is the zone of the account (UTC until known)."""

    items: list[PreferenceShown]
    quiet_hours: QuietHours | None
    digest: str
    timezone: str


class Unsubscribed(Output):
    """What an unsubscribe link is about: a category of notices, or `all` that can be switched off."""

    category: str
    channel: str
    email: str

"""What can be set: the type, the default and the meaning of every key. Pure."""

from datetime import time
from typing import Annotated, Any, NamedTuple
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, model_validator


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is no IANA time zone")
    return name


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Hours = Annotated[int, Field(ge=1, le=2_000)]


class Answering(_Value):
    """Working hours until the first answer and until the solution."""

    first: Hours
    solve: Hours

    @model_validator(mode="after")
    def _ordered(self) -> "Answering":
        if self.solve < self.first:
            raise ValueError("solving takes at least as long as answering")
        return self


class Sla(_Value):
    """Promises by the priority of a ticket."""

    low: Answering
    normal: Answering
    high: Answering
    urgent: Answering


class WorkingHours(_Value):
    """When support works: ISO weekdays (1 is Monday), from and until in the zone."""

    timezone: Annotated[str, AfterValidator(_zone)]
    days: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7)]
    opens: time
    closes: time

    @model_validator(mode="after")
    def _forward(self) -> "WorkingHours":
        if self.closes <= self.opens:
            raise ValueError("closes after it opens")
        return self


class Setting(NamedTuple):
    """One key."""

    type: Any
    default: Any
    description: str


Days = Annotated[int, Field(ge=1, le=365)]
SETTINGS: dict[str, Setting] = {
    "support.sla_hours": Setting(
        Sla,
        {
            "low": {"first": 16, "solve": 80},
            "normal": {"first": 8, "solve": 40},
            "high": {"first": 4, "solve": 16},
            "urgent": {"first": 1, "solve": 8},
        },
        "Working hours until the first answer and the solution, by priority.",
    ),
    "support.working_hours": Setting(
        WorkingHours,
        {"timezone": "UTC", "days": [1, 2, 3, 4, 5], "opens": "09:00:00", "closes": "17:00:00"},
        "When support works; due times of tickets count only these hours.",
    ),
    "support.reopen_days": Setting(Days, 14, "Days after which a solved ticket closes for good."),
    "support.waiting_days": Setting(Days, 14, "Days a ticket waits for its customer before it counts as solved."),
    "support.contact_requests_per_day": Setting(Days, 5, "Contact requests that one address may send in a day (UTC)."),
}
_ADAPTERS = {key: TypeAdapter(setting.type) for key, setting in SETTINGS.items()}


def read(key: str, value: Any) -> Any:
    """The typed value of a setting; raises `ValidationError` for one that is not possible."""
    return _ADAPTERS[key].validate_python(value)


def plain(key: str, value: Any) -> Any:
    """A typed value as JSON."""
    return _ADAPTERS[key].dump_python(value, mode="json")

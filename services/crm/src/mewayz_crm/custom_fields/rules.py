"""What a value of each type of custom field is. Pure: ValueError says why a value is none."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from mewayz_crm.formats import read_address, read_phone, read_website
from mewayz_kit.clock import rfc3339
from mewayz_kit.money import Money

TEXT_LENGTH = 2000
UNIQUE_TYPES = frozenset({"text", "number", "date", "url", "email", "phone", "user"})


def read_value(type_: str, options: Sequence[str] | None, value: Any) -> Any:
    """`value` in the one JSON form its type is stored in; text is read too, as files bring it."""
    if type_ == "select":
        return _option(options or (), value)
    if type_ == "multi":
        chosen = value.split(";") if isinstance(value, str) else value
        if not isinstance(chosen, list):
            raise ValueError("takes a list of options")
        return [_option(options or (), item) for item in dict.fromkeys(map(_text, chosen))]
    return _READERS[type_](value)


def value_key(value: Any) -> str:
    """The form by which two values of a unique field are the same."""
    return str(value).casefold()[:200]


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("takes a text")
    if len(value) > TEXT_LENGTH:
        raise ValueError(f"takes at most {TEXT_LENGTH} characters")
    return value.strip()


def _option(options: Sequence[str], value: Any) -> str:
    text = _text(value)
    if text not in options:
        raise ValueError(f"takes one of: {', '.join(options)}")
    return text


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("takes a number")
    try:
        exact = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise ValueError("takes a number") from error
    if not exact.is_finite() or abs(exact) >= 10**15:
        raise ValueError("takes a number of at most 15 digits")
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _money(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        amount, _, currency = value.strip().partition(" ")
        return Money.parse(amount, currency).model_dump()
    try:
        return Money.model_validate(value).model_dump()
    except ValidationError as error:
        raise ValueError("takes {amount, currency} in minor units") from error


def _date(value: Any) -> str:
    try:
        return date.fromisoformat(_text(value)).isoformat()
    except ValueError as error:
        raise ValueError("takes a date such as 2026-11-24") from error


def _datetime(value: Any) -> str:
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError as error:
        raise ValueError("takes a time such as 2026-11-24T16:00:00Z") from error
    if moment.tzinfo is None:
        raise ValueError("takes a time with its offset, such as 2026-11-24T16:00:00Z")
    return rfc3339(moment.astimezone(UTC))


def _bool(value: Any) -> bool:
    if isinstance(value, str) and value.strip().lower() in {"true", "yes", "1", "false", "no", "0"}:
        return value.strip().lower() in {"true", "yes", "1"}
    if not isinstance(value, bool):
        raise ValueError("takes true or false")
    return value


def _user(value: Any) -> str:
    try:
        return str(UUID(_text(value)))
    except ValueError as error:
        raise ValueError("takes the id of a user") from error


def _phone(value: Any) -> str:
    phone = read_phone(_text(value))
    return phone.e164 or phone.raw


_READERS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "datetime": _datetime,
    "bool": _bool,
    "url": lambda value: read_website(_text(value)),
    "email": lambda value: read_address(_text(value)).shown,
    "phone": _phone,
    "user": _user,
}

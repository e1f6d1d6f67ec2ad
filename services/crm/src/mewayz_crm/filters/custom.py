"""Custom fields in filters: values of a type that lie in the document of their record."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_crm.custom_fields.models import CustomField
from mewayz_crm.filters.kinds import Amount, Choice, Flag, Kind, Number, Reference, Text
from mewayz_crm.filters.many import Options
from mewayz_crm.filters.times import Day, Moment
from mewayz_kit.clock import rfc3339

PREFIX = "custom."


def kind_of(model: Any, field: CustomField) -> Kind:
    """What filters can ask about a custom field of `model`."""
    document: Any = sa.type_coerce(model.custom, sa.JSON())
    value, options = document[field.key], tuple(field.options or ())
    text = value.as_string()
    match field.type:
        case "number":
            return Number(value.as_float())
        case "money":
            return Amount(document[(field.key, "amount")].as_integer(), document[(field.key, "currency")].as_string())
        case "date":
            return Day(text, store=lambda day: day.isoformat())
        case "datetime":
            return Moment(text, store=rfc3339)
        case "bool":
            return Flag(text)
        case "select":
            return Choice(text, options)
        case "multi":
            return Options(model.custom, field.key, text, options)
        case "user":
            return Reference(text, store=_id_text)
    return Text(text)


def _id_text(value: UUID) -> str:
    return str(value)

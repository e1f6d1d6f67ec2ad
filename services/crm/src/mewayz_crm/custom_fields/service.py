"""Use-cases of custom fields: what every record with a `custom` column goes through."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from mewayz_crm.custom_fields import repository
from mewayz_crm.custom_fields.models import CustomField, CustomValue
from mewayz_crm.custom_fields.repository import definitions, holder
from mewayz_crm.custom_fields.rules import read_value, value_key
from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork

__all__ = ["definitions", "free", "hold", "holder", "merge", "readable", "value_key", "without_demands"]
BATCH = 500
DEMANDED = "custom_fields_demanded"


@contextmanager
def without_demands(uow: UnitOfWork) -> Iterator[None]:
    """Inside the block no required field is demanded: people and files are asked for one, what comes by itself has
    nobody to ask."""
    uow.session.info[DEMANDED] = False
    try:
        yield
    finally:
        del uow.session.info[DEMANDED]


async def merge(
    uow: UnitOfWork, *, entity: str, present: Mapping[str, Any], given: Mapping[str, Any], new: bool
) -> dict[str, Any]:
    """The values of a record after a merge patch (RFC 7396): null clears, absent stays.

    422 at `/custom/{key}` for an unknown key, a value of another type, or a required one that is missing.
    """
    if not given and not new:
        return dict(present)
    fields = {field.key: field for field in await definitions(uow, entity)}
    values = dict(present)
    if new:
        values = {f.key: f.default for f in fields.values() if f.default is not None}
    for key, value in given.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = _checked(fields.get(key), key, value)
    demanded = uow.session.info.get(DEMANDED, True)
    for key, field in fields.items():
        if demanded and field.required and key not in values and (new or key in given):
            raise Unprocessable.field(f"/custom/{key}", "required", f"{field.label} is required.")
    return values


async def readable(uow: UnitOfWork, entity: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """Those of these texts that can be read as values of custom fields; the others have nobody who could be asked."""
    fields = {field.key: field for field in await definitions(uow, entity)} if texts else {}
    values = {}
    for key, text in texts.items():
        try:
            values[key] = _checked(fields.get(key), key, text)
        except Unprocessable:
            continue
    return values


def _checked(field: CustomField | None, key: str, value: Any) -> Any:
    if field is None:
        raise Unprocessable.field(f"/custom/{key}", "unknown_custom_field", "There is no such custom field.")
    try:
        return read_value(field.type, field.options, value)
    except ValueError as error:
        raise Unprocessable.field(f"/custom/{key}", "invalid_value", f"{field.label} {error}.") from error


async def hold(uow: UnitOfWork, *, entity: str, record_id: UUID, values: Mapping[str, Any], new: bool) -> None:
    """Hold the slots of the unique values of a record; 409 `custom_value_taken` when another one has them."""
    unique = [field for field in await definitions(uow, entity) if field.unique]
    if not unique:
        return
    if not new:
        await repository.free(uow, record_id, [field.id for field in unique])
    uow.session.add_all(
        CustomValue(record_id=record_id, field_id=field.id, value_key=value_key(values[field.key]))
        for field in unique
        if field.key in values
    )
    await uow.flush()


async def free(uow: UnitOfWork, *, record_id: UUID) -> None:
    """Give back every unique value of a record that is deleted."""
    await repository.free(uow, record_id)


async def update_field(uow: UnitOfWork, field: CustomField, patch: Any) -> CustomField:
    """Change a definition. Values that are stored stay as they are, also when their option goes."""
    async with repository.custom_fields.changing(uow, field):
        for name in patch.model_fields_set:
            setattr(field, name, getattr(patch, name))
        if (field.options is not None) != (field.type in {"select", "multi"}):
            raise Unprocessable.field("/options", "invalid_value", "Options belong to select and multi.")
        if field.default is not None:
            try:
                field.default = read_value(field.type, field.options, field.default)
            except ValueError as error:
                raise Unprocessable.field("/default", "invalid_value", f"The default {error}.") from error
    return field


async def strip_values(uow: UnitOfWork, *, entity: str, key: str, after: UUID | None) -> UUID | None:
    """One batch of the clean-up after a deleted field; answers where to go on, None at the end.

    A new field of the same key keeps what is stored.
    """
    if any(field.key == key for field in await definitions(uow, entity)):
        return None
    return await repository.strip(uow, entity, key, after=after, limit=BATCH)

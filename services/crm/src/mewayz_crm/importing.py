"""Imports of records that have owners and custom fields: each field is one more column, and a unique one finds
records."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from mewayz_crm.custom_fields import service as custom_fields
from mewayz_crm.described import Described
from mewayz_kit.imports.importer import Importer, Values
from mewayz_kit.schema import Input
from mewayz_kit.uow import UnitOfWork

PREFIX = "custom."


class RecordImport(Input):
    """Who looks after new records whose row names no owner: `turn` is the rule of assignment, `importer` whoever
    starts the import, `user` the one of `owner_id`. Stored records keep theirs."""

    owner_rule: Literal["turn", "importer", "user"] = "turn"
    owner_id: Annotated[UUID | None, Field(description="Of the rule `user`, and only of that.")] = None

    @model_validator(mode="after")
    def _consistent(self) -> "RecordImport":
        if (self.owner_rule == "user") != (self.owner_id is not None):
            raise ValueError("owner_id goes with the owner_rule user")
        return self


def own(uow: UnitOfWork, body: dict[str, Any], options: RecordImport) -> None:
    """Give a new record its owner; without one it is assigned in turn."""
    owner_id = uow.principal.user_id if options.owner_rule == "importer" else options.owner_id
    if owner_id is not None:
        body.setdefault("owner_id", owner_id)


def for_records(importer: Importer, records: Described[Any, Any], update: type[BaseModel]) -> Importer:
    """`importer`, which also takes `custom.{key}` for every custom field of the workspace, and an owner rule."""
    entity = records.entity

    async def more(uow: UnitOfWork) -> tuple[Mapping[str, str], Sequence[str]]:
        fields = await custom_fields.definitions(uow, entity)
        named = {PREFIX + field.key: field.label for field in fields}
        return named, [PREFIX + field.key for field in fields if field.unique]

    def build(values: Values) -> dict[str, Any]:
        custom = {name.removeprefix(PREFIX): text for name, text in values.items() if name.startswith(PREFIX)}
        body = importer.build({name: text for name, text in values.items() if not name.startswith(PREFIX)})
        return body | ({"custom": custom} if custom else {})

    async def match(uow: UnitOfWork, key: str, texts: Sequence[str]) -> Mapping[str, UUID]:
        if key.startswith(PREFIX):
            return await custom_fields.holder(uow, entity, key.removeprefix(PREFIX), texts)
        return await importer.find(uow, records.model, key, texts)

    def normal(key: str, text: str) -> str:
        return custom_fields.value_key(text.strip()) if key.startswith(PREFIX) else importer.normal(key, text)

    async def restore(uow: UnitOfWork, row: Any, before: dict[str, Any]) -> None:
        values = {name: value for name, value in before.items() if name in update.model_fields}
        if "custom" in values:  # a merge patch takes away only what it names
            values["custom"] = {**dict.fromkeys(row.custom), **values["custom"]}
        if importer.restore:
            await importer.restore(uow, row, values)
        else:
            await records.update(uow, row, update.model_validate(values))

    owned = replace(importer, options=importer.options or RecordImport, start=own)
    return replace(owned, more=more, build=build, match=match, normal=normal, restore=restore)

"""What leaves: a record with all it refers to, as a package that the template market takes."""

from collections.abc import Iterator
from typing import Any, Literal
from uuid import UUID

from mewayz_kit.errors import Conflict
from mewayz_kit.schema import Output
from mewayz_kit.templates.parts import AN_ID, PART, Part, PartType, Ref, part_types, put
from mewayz_kit.uow import UnitOfWork


class Package(Output):
    """What a template is made of: `requires` names the features of its parts."""

    kind: str
    schema_version: Literal[1]
    requires: dict[str, list[str]]
    permissions: list[str]
    parts: list[Part]
    media: list[dict[str, Any]]


async def export_package(uow: UnitOfWork, kind: PartType, record_id: UUID) -> Package:
    """A record with all it refers to. 409 `not_portable` names what means nothing in another workspace."""
    parts: dict[Ref, Part] = {}
    await _export(uow, Ref(kind.type, record_id), parts)
    features = sorted({part_types(uow.runtime.service)[ref.type].feature for ref in parts})
    return Package(
        kind=kind.type,
        schema_version=1,
        requires={"features": features},
        permissions=[],
        parts=list(parts.values()),
        media=[],
    )


async def _export(uow: UnitOfWork, ref: Ref, parts: dict[Ref, Part]) -> Part:
    if ref in parts:
        return parts[ref]
    kind = part_types(uow.runtime.service)[ref.type]
    payload = await kind.payload(uow, await kind.records.get(uow, ref.id))
    others = {one: await _export(uow, one, parts) for _, one in _leaves(payload) if isinstance(one, Ref)}
    payload = put(payload, lambda one: {PART: others[one].part_id})
    if foreign := _foreign(payload):
        raise Conflict("not_portable", "It names what only this workspace has.", fields=foreign)
    number = sum(one.type == ref.type for one in parts) + 1
    parts[ref] = Part(
        part_id=f"{ref.type}-{number}",
        service=uow.runtime.service.name,
        type=ref.type,
        stage=1 + max((one.stage for one in others.values()), default=0),
        payload=payload,
        refs=sorted({one.part_id for one in others.values()}),
    )
    return parts[ref]


def _leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if items is None:
        yield pointer, value
    else:
        for name, one in items:
            yield from _leaves(one, f"{pointer}/{name}")


def _foreign(payload: dict[str, Any]) -> list[str]:
    """Where a payload holds an id, also one within a link."""
    return [pointer for pointer, one in _leaves(payload) if isinstance(one, str) and AN_ID.search(one)]

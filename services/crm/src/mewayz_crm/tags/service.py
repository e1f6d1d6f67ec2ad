"""Use-cases of tags."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from mewayz_crm.formats import key_of
from mewayz_crm.tags import repository
from mewayz_crm.tags.models import Tag, Tagging
from mewayz_crm.tags.repository import carrying, names_of
from mewayz_kit.uow import UnitOfWork

__all__ = ["carrying", "names_of", "put"]


async def put(uow: UnitOfWork, *, entity: str, record_id: UUID, names: Sequence[str]) -> None:
    """Let a record carry exactly the tags `names`; names that are new become tags."""
    wanted = set((await _ensure(uow, names)).values())
    present = set(await repository.carried_by(uow, record_id))
    await repository.drop(uow, record_id, present - wanted)
    uow.session.add_all(
        Tagging(tag_id=tag_id, record_id=record_id, entity=entity) for tag_id in sorted(wanted - present)
    )
    await uow.flush()


async def _ensure(uow: UnitOfWork, names: Sequence[str]) -> dict[str, UUID]:
    wanted = {key_of(name): name for name in reversed(names)}
    if not wanted:
        return {}
    found = await repository.ids_by_name(uow, wanted)
    # In one order, so that two requests with the same new names cannot wait for each other.
    for key in sorted(wanted.keys() - found.keys()):
        try:
            async with uow.savepoint():
                tag = await repository.tags.create(uow, Tag(name=wanted[key], name_norm=key))
            found[key] = tag.id
        except IntegrityError:  # somebody else made it in between
            found |= await repository.ids_by_name(uow, [key])
    return found

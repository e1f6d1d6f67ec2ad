"""Use-cases of merges: what `mewayz_crm.mergeable` does to records is noted here."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from mewayz_crm.merges import repository
from mewayz_crm.merges.events import CompanyMerged, ContactMerged, LeadMerged
from mewayz_crm.merges.models import Merge
from mewayz_crm.merges.references import relation_names
from mewayz_crm.merges.repository import forget, into, locked, of_merged
from mewayz_crm.merges.schemas import Moved
from mewayz_kit.uow import UnitOfWork

__all__ = [
    "Merge",
    "destinations",
    "forget",
    "forget_snapshots",
    "into",
    "locked",
    "move_relations",
    "note",
    "of_merged",
    "sweep",
    "whereabouts",
]
EVENTS = {"contact": ContactMerged, "company": CompanyMerged, "lead": LeadMerged}


async def move_relations(uow: UnitOfWork, *, kind: str, merged_id: UUID, survivor_id: UUID) -> dict[str, Moved]:
    """Point everything that refers to a record at the survivor; answers the relations that had something."""
    moved = {}
    with uow.scope.seeing_all("what others have linked to the record moves too"):
        for reference, name in relation_names(kind).items():
            found = await repository.move(uow, reference, kind, merged_id, survivor_id)
            if found.moved or found.absorbed:
                moved[name] = found
    return moved


async def note(
    uow: UnitOfWork,
    *,
    kind: str,
    survivor: Any,
    merged_id: UUID,
    choices: Mapping[str, Any],
    counts: Mapping[str, Moved],
    snapshot: Mapping[str, Any],
) -> None:
    """Keep the evidence and tell others."""
    with uow.scope.seeing_all("earlier merges of others follow"):
        await repository.redirect(uow, merged_id, survivor.id)
    uow.add(
        Merge(
            kind=kind,
            survivor_id=survivor.id,
            merged_id=merged_id,
            merged_into_id=survivor.id,
            choices=dict(choices),
            counts={name: moved.model_dump() for name, moved in counts.items()},
            snapshot=dict(snapshot),
            user_id=uow.principal.user_id,
        )
    )
    await uow.flush()
    uow.publish(EVENTS[kind](survivor_id=survivor.id, merged_id=merged_id, name=survivor.name))


async def destinations(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Where merged records are now, for those of `ids` that are merged."""
    return {merged_id: row.merged_into_id for merged_id, row in (await of_merged(uow, ids)).items()}


async def whereabouts(uow: UnitOfWork, *, kind: str, record_id: UUID) -> UUID | None:
    """The live record that `record_id` went into, if the caller may see it."""
    into = (await destinations(uow, [record_id])).get(record_id)
    return into if into is not None and await repository.live(uow, kind, into) else None


async def sweep(uow: UnitOfWork, *, merged_id: UUID) -> None:
    """Move what came to a merged record while the merge was going on, and was not seen by it."""
    row = (await of_merged(uow, [merged_id])).get(merged_id)
    if row is not None:
        await move_relations(uow, kind=row.kind, merged_id=merged_id, survivor_id=row.merged_into_id)


async def forget_snapshots(uow: UnitOfWork, record_ids: Collection[UUID]) -> None:
    """That records were merged stays known, what the merged ones were does not."""
    for row in await into(uow, record_ids):
        row.snapshot = {}
    await uow.flush()

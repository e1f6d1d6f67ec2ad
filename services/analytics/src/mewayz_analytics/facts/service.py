"""Use-cases of facts: recording events once, and handing facts out for counting."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from mewayz_analytics.base import PLATFORM
from mewayz_analytics.facts import repository, rules
from mewayz_analytics.facts.models import Fact
from mewayz_analytics.facts.repository import last_seq
from mewayz_analytics.facts.schemas import FactRead
from mewayz_analytics.members import service as members
from mewayz_analytics.metrics import service as metrics
from mewayz_kit.paging import ListQuery
from mewayz_kit.records import Records
from mewayz_kit.schema import Page
from mewayz_kit.tombstones import is_erased
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork

__all__ = ["Fact", "last_seq", "page", "record", "recorded_between", "scan"]
PERSONAL = frozenset({"identity.login.succeeded.v1"})
"""Events of a person that count in every workspace the person is an active member of."""
ALSO_PLATFORM = frozenset(f"workspace.workspace.{verb}.v1" for verb in ("created", "deleted", "restored", "purged"))
"""Events of a workspace that the platform counts too."""
SCAN_BATCH = 1000


async def record(uow: UnitOfWork, envelope: Envelope) -> None:
    """Store an event as facts and count them, all in this transaction; an event stored before changes nothing."""
    await metrics.hold_catalogue(uow, alone=False)
    definitions = await metrics.definitions_for(uow, envelope.type)
    named = {path for definition in definitions for path in definition.paths}
    fresh = []
    for workspace_id in await _owners(uow, envelope):
        fact = _fact(envelope, workspace_id, named, now=uow.now)
        if await repository.insert(uow, fact):
            fresh.append(fact)
    await metrics.count(uow, fresh, definitions)


async def _owners(uow: UnitOfWork, envelope: Envelope) -> list[UUID]:
    """Where an event counts, in an order that parallel transactions share; never in a purged workspace."""
    home = envelope.workspaceid or PLATFORM
    owners = set() if await is_erased(uow, "workspace", home) else {home}
    if envelope.type in ALSO_PLATFORM:
        owners.add(PLATFORM)
    if envelope.type in PERSONAL and (person := _person(envelope)):
        owners.update(await members.workspaces_of(uow, person))
    return sorted(owners)


def _person(envelope: Envelope) -> UUID | None:
    try:
        return UUID(str(envelope.data.get("user_id", envelope.subject)))
    except ValueError:
        return None


def _fact(envelope: Envelope, workspace_id: UUID, named: set[str], *, now: datetime) -> Fact:
    value, currency = rules.money(envelope.data)
    return Fact(
        workspace_id=workspace_id,
        id=envelope.id,
        type=envelope.type,
        actor=envelope.actor,
        subject=envelope.subject[: rules.MAX_TEXT],
        occurred_at=envelope.time,
        recorded_at=now,
        value=value,
        currency=currency,
        dimensions=rules.dimensions(envelope.data, named),
    )


async def recorded_between(
    uow: UnitOfWork, types: Sequence[str], *, after: int, until: int, limit: int
) -> Sequence[Any]:
    """Facts of all workspaces in the order of recording, for a rebuild."""
    return await repository.recorded_between(uow, _wanted(types), after=after, until=until, limit=limit)


async def scan(
    uow: UnitOfWork, types: Sequence[str], *, since: datetime, before: datetime
) -> AsyncIterator[Sequence[Any]]:
    """Facts of this workspace with `since` ≤ time < `before`, in batches, in constant memory."""
    after: tuple[datetime, UUID] | None = None
    while True:
        batch = await repository.happened_between(
            uow, _wanted(types), since=since, before=before, after=after, limit=SCAN_BATCH
        )
        if batch:
            yield batch
        if len(batch) < SCAN_BATCH:
            return
        after = (batch[-1].occurred_at, batch[-1].id)


def _wanted(types: Sequence[str]) -> Sequence[str] | None:
    return None if metrics.ANY_TYPE in types else types


async def make_anonymous(uow: UnitOfWork, user_id: UUID, pseudonym: str) -> dict[str, int]:
    """Put a pseudonym where a person stood, in facts and in what is counted by person; no number changes."""
    old, changed = str(user_id), 0
    for workspace_id in [PLATFORM, *await members.workspaces_of(uow, user_id, active=False)]:
        async with uow.within(workspace_id=workspace_id):
            for fact in await repository.about(uow, old):
                changed += 1
                await repository.rename(
                    uow,
                    fact.seq,
                    actor=pseudonym if fact.actor == old else fact.actor,
                    subject=pseudonym if fact.subject == old else fact.subject,
                    dimensions={k: pseudonym if v == old else v for k, v in fact.dimensions.items()},
                )
            await metrics.rename_dimension(uow, old, pseudonym)
    return {"facts": changed, "members": await members.forget(uow, user_id)}


async def done_by(uow: UnitOfWork, user_id: UUID) -> list[dict[str, Any]]:
    """What a person has done, for the export of their data."""
    return await repository.acted(uow, str(user_id))


facts = Records(Fact, FactRead, entity="fact", tells=())


async def page(uow: UnitOfWork, query: ListQuery, *, since: datetime | None, persons: bool) -> Page[FactRead]:
    """One page of the workspace's facts, not older than `since`; who acted is shown only if `persons`."""
    found = await facts.page(uow, query, where=[] if since is None else [Fact.occurred_at >= since])
    if not persons:
        found.items = [fact.model_copy(update={"actor": None}) for fact in found.items]
    return found

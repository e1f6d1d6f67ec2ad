"""Use-cases of the search."""

from typing import Any

from mewayz_kit.errors import Malformed
from mewayz_kit.folding import beginnings, words
from mewayz_kit.ids import new_id
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.kinds import KINDS, Kind, kind_of, readable, text_of, title_of
from mewayz_workspace.search import repository
from mewayz_workspace.search.models import SearchDocument
from mewayz_workspace.search.rules import MAX_TERMS, MAX_WORDS, excerpt, phrase
from mewayz_workspace.search.schemas import Hit, Rebuild, RebuildStarted

WRITES = frozenset({"created", "updated", "ready", "opened"})
REMOVES = frozenset({"deleted", "removed", "erased", "rejected"})
STEP = 200
"""Documents that one job of a rebuild makes anew."""


async def look_up(uow: UnitOfWork, *, text: str, types: str | None, limit: int) -> list[Hit]:
    """What the caller may read and every word of `text` begins a word of."""
    wanted = readable(uow.principal.permissions)
    if types is not None:
        asked = types.split(",")
        if unknown := [name for name in asked if name not in KINDS]:
            raise Malformed("invalid_parameter", f"types: there is no {unknown[0]}.", parameter="types")
        wanted = [name for name in wanted if name in asked]
    parts = words(text, MAX_WORDS)
    if not parts or not wanted:
        return []
    found = await repository.search(uow, words=parts, phrase=phrase(text), types=wanted, limit=limit)
    return [
        Hit(
            type=row.type,
            id=row.record_id,
            title=row.title,
            snippet=excerpt(row.text, parts),
            url=row.url,
            changed_at=row.changed_at,
        )
        for row in found
    ]


async def follow(uow: UnitOfWork, envelope: Envelope) -> None:
    """Take over what an event says of a record; an older version never overwrites a newer one."""
    name, verb = kind_of(envelope.type), envelope.type.split(".")[2]
    kind = KINDS.get(name)
    if kind is None or not kind.searched or envelope.workspaceid is None or verb not in WRITES | REMOVES:
        return
    record_id = str(envelope.data.get("id") or envelope.subject)[:120]
    async with uow.within(workspace_id=envelope.workspaceid):
        known = await repository.find(uow, name, record_id)
        version = envelope.aggregateversion
        if known and known.source_version and version is not None and known.source_version > version:
            return
        if verb in REMOVES:
            if known:
                await repository.drop(uow, known)
        elif title := title_of(envelope.data):
            text = text_of(kind, envelope.data)
            about: dict[str, Any] = {
                "title": title,
                "text": text,
                "changed_at": envelope.time,
                "source_version": version if version is not None or known is None else known.source_version,
            }
            row = known or SearchDocument(type=name, record_id=record_id, **about)
            for field, value in about.items():
                setattr(row, field, value)
            await _index(uow, row, kind)


async def start_rebuild(uow: UnitOfWork, *, reason: str) -> tuple[RebuildStarted, Rebuild]:
    """Begin to make the index anew; what is found meanwhile stays found."""
    first = Rebuild(id=new_id(), after=None)
    await audit.note_staff(
        uow, action="workspace.search.rebuilt", target_type="search", target_id=first.id, reason=reason
    )
    return RebuildStarted(id=first.id, documents=await repository.count(uow)), first


async def rebuild(uow: UnitOfWork, step: Rebuild) -> Rebuild | None:
    """Index some documents as the rules are now, in the order of their ids; answers where to go on.

    The documents are what is known of records: words are made from them and not from events, which are forgotten.
    """
    found = await repository.some(uow, after=step.after, limit=STEP)
    for workspace_id, document_id in found:
        async with uow.within(workspace_id=workspace_id):
            row = await repository.by_id(uow, document_id)
            kind = KINDS.get(row.type) if row else None
            if row and kind and kind.searched:
                await _index(uow, row, kind)
            elif row:
                await repository.drop(uow, row)
    return step.model_copy(update={"after": found[-1][1]}) if len(found) == STEP else None


async def _index(uow: UnitOfWork, row: SearchDocument, kind: Kind) -> None:
    """What follows from a document: where it leads, how its title is compared, by which words it is found."""
    row.title_norm, row.url = phrase(row.title)[:300], kind.url.format(id=row.record_id)
    uow.add(row)
    await uow.flush()
    terms = dict.fromkeys(beginnings(f"{row.title} {row.text}", MAX_TERMS), False)
    terms |= dict.fromkeys(beginnings(row.title, MAX_TERMS), True)
    await repository.put_words(uow, row, terms)

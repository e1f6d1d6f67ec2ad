"""Use-cases of the search."""

from typing import Any

from mewayz_kit.errors import Malformed
from mewayz_kit.events import handler_of
from mewayz_kit.ids import new_id
from mewayz_kit.inbox import Work
from mewayz_kit.tombstones import of_the_living
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.audit.handlers import append_to_audit
from mewayz_workspace.kinds import KINDS, kind_of, readable, text_of, title_of
from mewayz_workspace.search import repository
from mewayz_workspace.search.models import SearchDocument
from mewayz_workspace.search.rules import MAX_WORDS, excerpt, phrase, words
from mewayz_workspace.search.schemas import Hit, Rebuild, RebuildStarted

WRITES = frozenset({"created", "updated", "ready", "opened"})
REMOVES = frozenset({"deleted", "removed", "erased", "rejected"})
STEP = 200
LOG = handler_of(append_to_audit).consumer
"""Every public event is kept in our inbox for the audit feed: the log from which the index can be made anew."""


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
                "title_norm": phrase(title)[:300],
                "text": text,
                "url": kind.url.format(id=record_id),
                "changed_at": envelope.time,
                "source_version": version if version is not None or known is None else known.source_version,
            }
            row = known or uow.add(SearchDocument(type=name, record_id=record_id, **about))
            for field, value in about.items():
                setattr(row, field, value)
            await uow.flush()
            terms = dict.fromkeys(words(f"{title} {text}"), False) | dict.fromkeys(words(title), True)
            await repository.put_words(uow, row, terms)


async def start_rebuild(uow: UnitOfWork, *, reason: str) -> tuple[RebuildStarted, Rebuild]:
    """Begin to read every kept event again; what is found meanwhile stays found."""
    until, count = await repository.extent(uow, LOG)
    first = Rebuild(id=new_id(), after=0, until=until)
    await audit.note_staff(
        uow, action="workspace.search.rebuilt", target_type="search", target_id=first.id, reason=reason
    )
    return RebuildStarted(id=first.id, events=count), first


async def rebuild(work: Work, step: Rebuild) -> Rebuild | None:
    """Read one batch again; answers where to go on."""
    async with work.uow() as uow:
        rows = await repository.kept_events(uow, LOG, after=step.after, until=step.until, limit=STEP)
        living = await of_the_living(work.runtime, [envelope for _, envelope in rows])
        for envelope in living:
            await follow(uow, envelope)
    return step.model_copy(update={"after": rows[-1][0]}) if len(rows) == STEP else None

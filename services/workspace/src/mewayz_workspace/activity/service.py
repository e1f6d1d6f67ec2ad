"""Use-cases of the activity feed: the audit feed, in words, narrowed to what the reader may read."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.paging import ListQuery, ListRules
from mewayz_kit.records import Records
from mewayz_kit.schema import Page
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.activity.rules import place, sentence
from mewayz_workspace.activity.schemas import ActivityEntry
from mewayz_workspace.audit.models import AuditEntry
from mewayz_workspace.kinds import readable
from mewayz_workspace.projections.users import service as users


async def _in_words(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    reader = uow.principal.user_id
    known = await users.by_ids(uow, [reader, *(row["actor_id"] for row in rows)])
    me = known.get(reader) if reader else None
    told = {}
    for row in rows:
        kind, actor = f"{row['service']}.{row['target_type']}", known.get(row["actor_id"])
        name = actor.name if actor else None
        text = sentence(
            kind=kind,
            verb=row["action"].rpartition(".")[2],
            title=row["title"],
            actor=name,
            locale=me.locale if me else None,
        )
        told[row["id"]] = {"actor_name": name, "text": text, "url": place(kind, row["target_id"])}
    return told


records = Records(AuditEntry, ActivityEntry, entity="activity", extend=_in_words, tells=())
RULES = ListRules(
    AuditEntry,
    tuple(ActivityEntry.model_fields),
    ("at", "actor_id", "service", "action", "target_type", "target_id"),
    ("-at",),
)


async def page(uow: UnitOfWork, query: ListQuery) -> Page[ActivityEntry]:
    """What people did with records that the caller may read."""
    kinds = [name.split(".") for name in readable(uow.principal.permissions)]
    mine = sa.or_(
        sa.false(),
        *(
            (col(AuditEntry.service) == service) & col(AuditEntry.target_type).in_(names)
            for service, names in _by_service(kinds).items()
        ),
    )
    return await records.page(uow, query, where=[mine, col(AuditEntry.actor_id).is_not(None)])


def _by_service(kinds: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for service, name in kinds:
        found.setdefault(service, []).append(name)
    return found

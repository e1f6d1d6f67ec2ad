"""Use-cases of the audit feeds."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.ids import new_id, read_id
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.tombstones import is_erased
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit.models import AuditEntry, PlatformAuditEntry
from mewayz_workspace.audit.schemas import AuditEntryRead
from mewayz_workspace.kinds import KINDS, kind_of, title_of
from mewayz_workspace.projections.users import service as users

ERASED, PERSON = "erased", "user"
BATCH = 500


async def _with_names(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    known = await users.by_ids(uow, [row["actor_id"] for row in rows])
    people = {row["id"]: known.get(row["actor_id"]) for row in rows}
    return {key: {"actor_name": user.name if user else None} for key, user in people.items()}


records = Records(AuditEntry, AuditEntryRead, entity="audit_entry", extend=_with_names, tells=())
platform = Records(PlatformAuditEntry, AuditEntryRead, entity="platform_audit_entry", extend=_with_names, tells=())


async def append(uow: UnitOfWork, envelope: Envelope) -> None:
    """One entry per event, however often it arrives."""
    audit = envelope.audit or {}
    service, entity, verb, _ = envelope.type.split(".", 3)
    if await _is_about_the_erased(uow, envelope, entity):
        audit = {name: value for name, value in audit.items() if name not in {"changes", "ip"}}
    values = {
        "id": new_id(),
        "version": 1,
        "created_at": uow.now,
        "updated_at": uow.now,
        "event_id": envelope.id,
        "at": envelope.time,
        "actor": envelope.actor,
        "actor_id": read_id(audit.get("actor_id")) or read_id(envelope.actor),
        "on_behalf_of": read_id(audit.get("on_behalf_of")),
        "service": service,
        "action": f"{service}.{entity}.{verb}",
        "target_type": entity,
        "target_id": envelope.subject,
        "title": title_of(envelope.data) if kind_of(envelope.type) in KINDS else None,
        "changes": audit.get("changes"),
        "reason": audit.get("reason"),
        "ip": audit.get("ip"),
        "request_id": (audit.get("request_id") or None) and str(audit["request_id"])[:64],
    }
    model: Any = AuditEntry if envelope.workspaceid else PlatformAuditEntry
    if envelope.workspaceid:
        values["workspace_id"] = envelope.workspaceid
    table = sa.inspect(model).local_table
    await uow.execute(insert_ignore(uow.runtime.db.dialect, table).values(**values))
    if verb == ERASED and envelope.workspaceid:
        await _forget_names(uow, values)


async def _is_about_the_erased(uow: UnitOfWork, envelope: Envelope, entity: str) -> bool:
    person = read_id(envelope.subject) if entity == PERSON and envelope.workspaceid is None else None
    return person is not None and await is_erased(uow, "user", person)


async def _forget_names(uow: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Somebody was erased in the source: what was done stays, without what named them."""
    async with uow.within(workspace_id=values["workspace_id"]):
        about = (col(AuditEntry.target_type) == values["target_type"], col(AuditEntry.target_id) == values["target_id"])
        change = sa.update(AuditEntry).where(*about, col(AuditEntry.service) == values["service"])
        await uow.execute(change.values(title=None, changes=None).execution_options(synchronize_session=False))


async def forget_person(uow: UnitOfWork, user_id: UUID) -> int:
    """The platform's feed keeps what was done to an account and by its person, without what was changed, which names
    them, and without the addresses they came from; answers how many entries there are."""
    about = (col(PlatformAuditEntry.target_type) == PERSON) & (col(PlatformAuditEntry.target_id) == str(user_id))
    count = 0
    for mine, nothing in (
        (about, {"title": None, "changes": None, "ip": None}),
        (~about & (col(PlatformAuditEntry.actor_id) == user_id), {"ip": None}),
    ):
        # Found first and locked by their keys: the feed is long, and others append to it.
        found = list(await uow.all(sa.select(col(PlatformAuditEntry.id)).where(mine)))
        for start in range(0, len(found), BATCH):
            change = sa.update(PlatformAuditEntry).where(col(PlatformAuditEntry.id).in_(found[start : start + BATCH]))
            await uow.execute(change.values(**nothing).execution_options(synchronize_session=False))
        count += len(found)
    return count


async def note_staff(
    uow: UnitOfWork,
    *,
    action: str,
    target_type: str,
    target_id: UUID,
    reason: str | None,
    changes: dict[str, Any] | None = None,
) -> None:
    """An act of staff, with its reason, in the platform's feed and in the same transaction."""
    audit = uow.audit() or {}
    uow.add(
        PlatformAuditEntry(
            event_id=new_id(),
            at=uow.now,
            actor=uow.principal.id,
            actor_id=uow.principal.user_id,
            service="workspace",
            action=action,
            target_type=target_type,
            target_id=str(target_id),
            changes=changes,
            reason=reason,
            ip=audit.get("ip"),
            request_id=audit.get("request_id"),
        )
    )
    await uow.flush()

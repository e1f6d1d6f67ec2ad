"""Which records use which files, as their public snapshots say in `media_ids`."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.ids import new_id, read_id
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.media.models import MediaReference

VERBS = ("created", "updated", "deleted")


def used_files(envelope: Envelope) -> list[UUID] | None:
    """The files that a snapshot names; empty for a deleted record, None when the event says nothing of files."""
    verb = envelope.type.split(".")[2]
    if envelope.workspaceid is None or verb not in VERBS or "media_ids" not in envelope.data:
        return None
    if verb == "deleted":
        return []
    return list(dict.fromkeys(found for text in envelope.data["media_ids"] if (found := read_id(text))))


async def follow(uow: UnitOfWork, envelope: Envelope) -> None:
    """Replace what is known of one record; events of one record keep their order."""
    wanted = used_files(envelope)
    if wanted is None:
        return
    entity = ".".join(envelope.type.split(".")[:2])
    record_id = str(envelope.data.get("id") or envelope.subject)
    mine = (col(MediaReference.entity) == entity, col(MediaReference.record_id) == record_id)
    await uow.execute(sa.delete(MediaReference).where(*mine))
    for media_id in wanted:
        uow.add(MediaReference(id=new_id(), media_id=media_id, entity=entity, record_id=record_id))
    await uow.flush()

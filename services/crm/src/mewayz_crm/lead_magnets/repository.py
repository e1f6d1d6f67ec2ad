"""Stored lead magnets, and who has asked for one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.formats import Address
from mewayz_crm.lead_magnets.models import LeadMagnet, LeadMagnetGrant
from mewayz_crm.lead_magnets.schemas import LeadMagnetRead
from mewayz_kit.ids import new_id
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

Grant = LeadMagnetGrant


async def _about(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
    magnet_id = col(Grant.magnet_id)
    counted = sa.select(magnet_id, sa.func.count(), sa.func.count(col(Grant.downloaded_at)))
    mine = counted.where(magnet_id.in_([row["id"] for row in rows])).group_by(magnet_id)
    counts = {one: (asked, came) for one, asked, came in (await uow.execute(mine)).all()}
    shown = {}
    for row in rows:
        requested, downloaded = counts.get(row["id"], (0, 0))
        shown[row["id"]] = {"media_ids": [row["media_id"]], "requested": requested, "downloaded": downloaded}
    return shown


magnets = Records(LeadMagnet, LeadMagnetRead, entity="lead_magnet", extend=_about)


async def grant(uow: UnitOfWork, magnet_id: UUID, contact_id: UUID, address: Address) -> Grant:
    """What an address has with a magnet, made when it is new, held until the end of the transaction."""
    named: dict[str, Any] = {
        "magnet_id": magnet_id,
        "contact_id": contact_id,
        "address": address.shown,
        "address_norm": address.norm,
    }
    row = Grant(id=new_id(), **named, state="waiting")
    stamped = {"version": 1, "created_at": uow.now, "updated_at": uow.now, "workspace_id": uow.workspace_id}
    values = row.model_dump(exclude=set(stamped)) | stamped
    await uow.execute(insert_ignore(uow.runtime.db.dialect, Grant).values(**values))
    found: Grant = await uow.scalar(_of(magnet_id, address.norm).with_for_update())
    return found


async def of_address(uow: UnitOfWork, magnet_id: UUID, address_norm: str) -> Grant | None:
    """What an address has with a magnet."""
    found: Grant | None = await uow.scalar(_of(magnet_id, address_norm))
    return found


async def waiting(uow: UnitOfWork, list_id: UUID, address_norm: str) -> Sequence[Grant]:
    """What waits for this address to be confirmed on this list, held."""
    of_the_list = sa.select(col(LeadMagnet.id)).where(col(LeadMagnet.list_id) == list_id)
    mine = sa.select(Grant).where(col(Grant.address_norm) == address_norm, col(Grant.state) == "waiting")
    mine = mine.where(col(Grant.magnet_id).in_(of_the_list)).order_by(col(Grant.id)).with_for_update()
    return await uow.all(mine.execution_options(populate_existing=True))


async def came(uow: UnitOfWork, grant_id: UUID) -> bool:
    """Write down the first download; False when there was one before."""
    first = sa.update(Grant).where(col(Grant.id) == grant_id, col(Grant.downloaded_at).is_(None))
    values = {"downloaded_at": uow.now, "updated_at": uow.now, "version": col(Grant.version) + 1}
    done = await uow.execute(first.values(**values).execution_options(synchronize_session=False))
    return bool(done.rowcount)


async def forget(uow: UnitOfWork, contact_ids: Collection[UUID], norms: Collection[str]) -> int:
    """Delete what names these people; answers how many requests."""
    mine = sa.or_(col(Grant.contact_id).in_(contact_ids), col(Grant.address_norm).in_(norms))
    return int((await uow.execute(sa.delete(Grant).where(mine))).rowcount)


def _of(magnet_id: UUID, address_norm: str) -> Any:
    mine = sa.select(Grant).where(col(Grant.magnet_id) == magnet_id, col(Grant.address_norm) == address_norm)
    return mine.execution_options(populate_existing=True)

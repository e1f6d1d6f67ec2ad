"""Payment methods by which workspaces have paid, to notice who brings themselves."""

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.ids import new_id
from mewayz_kit.portable import insert_ignore
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.referrals.models import PaymentPrint


async def keep(uow: UnitOfWork, fingerprint: str) -> bytes:
    """Remember that the present workspace has paid by this method; answers its hash."""
    hashed = uow.runtime.crypto.keyed_hash("payment-print", fingerprint)
    values = {"id": new_id(), "workspace_id": uow.workspace_id, "print": hashed}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, PaymentPrint).values(**values))
    return hashed


async def is_known(uow: UnitOfWork, hashed: bytes) -> bool:
    """Whether the present workspace has paid by this method."""
    found = sa.select(col(PaymentPrint.id)).where(col(PaymentPrint.print) == hashed)
    return await uow.scalar(found.limit(1)) is not None

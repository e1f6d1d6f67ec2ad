"""Use-cases of charges: opening, voiding, asking money back. Amounts come from quotes and the catalogue only."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.money import Money
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.charges.schemas import ChargeRead
from mewayz_workspace.billing.events import ChargeDue, ChargeVoided, RefundRequested
from mewayz_workspace.billing.models import Charge
from mewayz_workspace.billing.states import CHARGE

PURPOSE = "subscription"
records = Records(Charge, ChargeRead, entity="charge", tells=())
FINANCE_PERIOD = timedelta(days=32)


async def open_charge(
    uow: UnitOfWork,
    *,
    reason: str,
    period_key: str,
    total: Money,
    lines: Sequence[dict[str, Any]],
    change_id: UUID | None = None,
    period: tuple[datetime | None, datetime | None] = (None, None),
    expires_at: datetime | None = None,
) -> Charge:
    """Make an amount due and have finance collect it; one per reason and period (UNIQUE)."""
    row = uow.add(
        Charge(
            reason=reason,
            period_key=period_key,
            change_id=change_id,
            lines=list(lines),
            total_amount=total.amount,
            total_currency=total.currency,
            period_start=period[0],
            period_end=period[1],
            expires_at=expires_at,
        )
    )
    await uow.flush()
    about = row.model_dump(include={"id", "reason", "lines", "period_start", "period_end", "expires_at"})
    off_session = reason == "renewal"
    workspace_id = uow.workspace_id
    uow.publish(ChargeDue(**about, workspace_id=workspace_id, purpose=PURPOSE, total=total, off_session=off_session))
    return row


async def void(uow: UnitOfWork, row: Charge) -> None:
    """Nobody shall pay this any more, if nobody has."""
    if CHARGE.move(row, "void") == "moved":
        await uow.flush()
        uow.publish(ChargeVoided(id=row.id, workspace_id=uow.workspace_id, purpose=PURPOSE, total=row.total))


async def of_change(uow: UnitOfWork, change_id: UUID) -> Charge | None:
    """The charge of a change, if it has one."""
    found: Charge | None = await uow.scalar(sa.select(Charge).where(col(Charge.change_id) == change_id))
    return found


async def unpaid_renewals(uow: UnitOfWork) -> Sequence[Charge]:
    """Renewals that are due or have failed."""
    waiting = (col(Charge.reason) == "renewal") & col(Charge.state).in_(("open", "paying", "failed"))
    found: Sequence[Charge] = await uow.all(sa.select(Charge).where(waiting))
    return found


async def workspace_of(uow: UnitOfWork, reference_id: UUID) -> UUID | None:
    """Whose charge this is: finance names it by id alone."""
    with uow.unscoped("finance names a charge by its id"):
        found: UUID | None = await uow.scalar(sa.select(col(Charge.workspace_id)).where(col(Charge.id) == reference_id))
    return found


async def ask_back(uow: UnitOfWork, row: Charge, *, payment_id: UUID, amount: Money, reason: str) -> None:
    """Have finance give money back, once per payment."""
    if str(payment_id) in row.refunds_asked:
        return
    row.refunds_asked = [*row.refunds_asked, str(payment_id)]
    await uow.flush()
    uow.publish(
        RefundRequested(
            reference_id=row.id,
            payment_id=payment_id,
            workspace_id=uow.workspace_id,
            purpose=PURPOSE,
            amount=amount,
            reason=reason,
        )
    )

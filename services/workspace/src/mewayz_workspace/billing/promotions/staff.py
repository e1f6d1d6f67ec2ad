"""Staff use-cases of promotions, each audited."""

from mewayz_kit.errors import Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.billing.models import Promotion, PromotionClaim
from mewayz_workspace.billing.promotions.schemas import ClaimRead, PromotionCreate, PromotionRead, PromotionUpdate
from mewayz_workspace.catalogue import service as catalogue

records = Records(Promotion, PromotionRead, entity="promotion", tells=("created", "updated"), public=False)
claims = Records(PromotionClaim, ClaimRead, entity="promotion_claim", tells=())


async def create(uow: UnitOfWork, data: PromotionCreate) -> Promotion:
    """A new special or code; its target must exist."""
    kind, _, key = data.target.partition(":")
    if key and await catalogue.offer(uow, kind, key) is None:
        raise Unprocessable.field("/target", "unknown_target", f"There is no {kind} {key}.")
    row = await records.create(uow, data)
    await _note(uow, "created", row)
    return row


async def update(uow: UnitOfWork, row: Promotion, patch: PromotionUpdate) -> Promotion:
    """Change name, quota or window; who has claimed it keeps what it was."""
    if any(given(patch).get(name, 0) is None for name in ("name", "active")):
        raise Unprocessable(detail="Name and active cannot be null.")
    row = await records.update(uow, row, patch)
    await _note(uow, "updated", row)
    return row


async def end(uow: UnitOfWork, row: Promotion) -> None:
    """Nobody can take it any more; who has claimed it keeps it, so the row stays as history."""
    async with records.changing(uow, row):
        row.active = False
    await _note(uow, "ended", row)


async def _note(uow: UnitOfWork, verb: str, row: Promotion) -> None:
    changes = {"promotion": {"before": None, "after": PromotionRead.model_validate(row).model_dump(mode="json")}}
    await audit.note_staff(
        uow,
        action=f"workspace.promotion.{verb}",
        target_type="promotion",
        target_id=row.id,
        reason=f"{verb} by staff",
        changes=changes,
    )

"""What promotions change of entitlements: the share of revenue that an enterprise special lowers."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.models import Promotion, PromotionClaim
from mewayz_workspace.entitlements.rules import Source


async def sources(uow: UnitOfWork, bundles: Sequence[tuple[str, int]]) -> list[Source]:
    """Sources of the promotions in use for the bundles that are held."""
    targets = [f"bundle:{key}" for key, _ in bundles]
    statement = (
        sa.select(col(Promotion.key), col(Promotion.value))
        .join(PromotionClaim, col(PromotionClaim.promotion_id) == col(Promotion.id))
        .where(
            col(PromotionClaim.workspace_id) == uow.workspace_id,
            col(PromotionClaim.state) == "used",
            col(Promotion.effect) == "revenue_share",
            col(Promotion.target).in_(targets),
        )
    )
    rows = await uow.execute(statement)
    return [Source(key=row.key, kind="promotion", statics={"revenue_share_bp": row.value}) for row in rows]

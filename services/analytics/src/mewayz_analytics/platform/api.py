"""Routes of platform series."""

from typing import Annotated

from fastapi import Query

from mewayz_analytics.platform import service
from mewayz_analytics.platform.schemas import Series, SeriesQuery
from mewayz_kit.auth import Uow, staff
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal

router = new_router("analytics/admin/series")


@router.get("")
async def get(
    asked: Annotated[SeriesQuery, Query()], p: Annotated[Principal, staff("platform.analytics:read")], uow: Uow
) -> Series:
    """How many people or workspaces came, went and were there, by UTC day, week or month.

    400 `invalid_range` for reversed, future or too long ranges (1,000 periods).
    """
    return await service.series(uow, asked)

"""Launch specials as the price list shows them."""

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.promotions import service
from mewayz_workspace.catalogue.schemas import SpecialShown


async def specials_shown(uow: UnitOfWork) -> list[SpecialShown]:
    """The specials that anybody gets now, without a code."""
    return [
        SpecialShown(
            **row.model_dump(include=set(SpecialShown.model_fields) - {"left"}),
            left=None if row.quota is None else row.quota - row.claimed,
        )
        for row in await service.public_specials(uow)
    ]

"""The route of filters."""

from typing import Annotated

from mewayz_crm.filters.catalogue import catalogue
from mewayz_crm.filters.schemas import FilterFields
from mewayz_crm.vocabulary import RecordType
from mewayz_kit.auth import Uow, require
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal

router = new_router("crm/filters")


@router.get("/{entity}")
async def read(
    entity: RecordType, p: Annotated[Principal, require("crm.views:read", feature="contacts")], uow: Uow
) -> FilterFields:
    """What filters of views and segments can ask about a kind of record: its fields, their operators and words."""
    return await catalogue(uow, entity)

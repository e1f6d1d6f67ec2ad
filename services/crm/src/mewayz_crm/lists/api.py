"""Routes of lists."""

from typing import Annotated

from mewayz_crm.lists import service
from mewayz_crm.lists.schemas import ListCreate, ListUpdate, Wordings
from mewayz_crm.vocabulary import LISTS
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.tokens import Principal

lists = Resource(
    "crm/lists",
    service.lists,
    create=ListCreate,
    update=ListUpdate,
    permission="crm.lists",
    feature=LISTS,
    search=("name",),
    filter=("name", "public", "opt_in", "created_at"),
    sort=("created_at", "name"),
    on_create=service.create,
    on_update=service.update,
)
router = lists.router


@router.get("/{list_id}/wordings")
async def wordings(
    list_id: Id, p: Annotated[Principal, require("crm.lists:read", feature=LISTS)], uow: Uow
) -> Wordings:
    """Every version of the words that subscribers of the list agreed to, newest first."""
    return await service.wordings(uow, list_id)

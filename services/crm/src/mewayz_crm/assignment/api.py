"""Routes of assignment."""

from typing import Annotated

from mewayz_crm.assignment import service
from mewayz_crm.assignment.schemas import Assignment, AssignmentChange
from mewayz_kit.auth import Uow, require
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal

router = new_router("crm/assignment")


@router.get("")
async def read(p: Annotated[Principal, require("crm.assignment:read", feature="contacts")], uow: Uow) -> Assignment:
    """Who gets new contacts and leads that come without an owner."""
    return await service.show(uow)


@router.put("")
async def change(
    data: AssignmentChange, p: Annotated[Principal, require("crm.assignment:configure", feature="contacts")], uow: Uow
) -> Assignment:
    """Say who gets new records without an owner, one after the other, however many come at once.

    Whoever is suspended or removed is left out. What a removed member looked after goes to the others in turn, or to
    nobody when there is no rule.
    """
    return await service.change(uow, data=data)

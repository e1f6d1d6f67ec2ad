"""Routes of record access."""

from typing import Annotated

from mewayz_crm.record_access import service
from mewayz_crm.record_access.schemas import RecordAccess, RecordAccessChange
from mewayz_kit.auth import Uow, require
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal

router = new_router("crm/record-access")


@router.get("")
async def read(
    p: Annotated[Principal, require("crm.record_access:read", feature="contacts")], uow: Uow
) -> RecordAccess:
    """Which roles see only their own records."""
    return await service.show(uow)


@router.put("")
async def change(
    data: RecordAccessChange,
    p: Annotated[Principal, require("crm.record_access:configure", feature="contacts")],
    uow: Uow,
) -> RecordAccess:
    """Say which roles see only their own records: those they look after, activities they planned or do, and what was
    written about these. Anything else is 404 for them, in lists, searches, counts, exports, changes and sums."""
    return await service.change(uow, data=data)

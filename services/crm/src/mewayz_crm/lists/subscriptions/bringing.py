"""What files say about people, and taking it back when the import of the file is."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from mewayz_crm.formats import Address
from mewayz_crm.lists.models import MailingList
from mewayz_crm.lists.subscriptions.repository import brought_by, of_list, subscriptions
from mewayz_crm.lists.subscriptions.service import enter, note
from mewayz_kit.errors import Conflict
from mewayz_kit.uow import UnitOfWork

TAKEN_AT_ONCE = 50


async def bring(
    uow: UnitOfWork, mailing_list: MailingList, address: Address, *, purpose: str | None, import_id: UUID
) -> str | None:
    """A file says that a person wants this; answers the code of why they do not get it. Who is on the list
    stays as they are. `purpose` is what they agreed to."""
    known = await of_list(uow, mailing_list.id, address.norm)
    if known is not None:
        return "unsubscribed" if known.state == "unsubscribed" else None
    try:
        async with uow.savepoint():
            await enter(uow, mailing_list, address, method="import", own=False, purpose=purpose, import_id=import_id)
    except IntegrityError:  # somebody else wrote it in between
        return await bring(uow, mailing_list, address, purpose=purpose, import_id=import_id)
    except Conflict as refused:
        return refused.code
    return None


async def take_back(uow: UnitOfWork, import_id: UUID) -> int:
    """Remove some of the subscriptions that a reverted import has brought; answers how many."""
    rows = await brought_by(uow, import_id, limit=TAKEN_AT_ONCE)
    for row in rows:
        note(uow, row, "withdrawn", "import_reverted")
        await subscriptions.delete(uow, row)
    return len(rows)

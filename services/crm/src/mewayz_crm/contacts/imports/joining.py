"""The people of a file join a list, with the words by which they have agreed."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from mewayz_crm.formats import read_address
from mewayz_crm.importing import RecordImport
from mewayz_crm.lists import service as lists
from mewayz_crm.lists.subscriptions import bringing
from mewayz_kit.errors import Forbidden, Unprocessable
from mewayz_kit.imports.importer import Written
from mewayz_kit.uow import UnitOfWork

PERMISSION = "crm.subscriptions:write"
NO_ADDRESS = ("no_address", "The row has no address that could join the list.")
NOTES = {
    "unsubscribed": "Not on the list: the address has left it, and only the person can come back.",
    "suppressed": "Not on the list: the address or its domain is suppressed.",
}


class ContactImport(RecordImport):
    """Who looks after new contacts, and the list that the first address of each row joins, because its person has
    agreed: `consent` says to what and where, as evidence.

    It never undoes what a person said, which is noted with the row (`unsubscribed`, `suppressed`). On a list with
    double opt-in everybody gets a mail first. A revert takes those off the list who have not said anything themselves.
    """

    list_id: UUID | None = None
    consent: Annotated[
        str | None,
        Field(min_length=1, max_length=120, examples=["Signed up on paper at the trade fair Berlin 2026"]),
    ] = None

    @model_validator(mode="after")
    def _agreed(self) -> "ContactImport":
        if (self.list_id is None) != (self.consent is None):
            raise ValueError("a list and the consent to it go together")
        return self


async def check(uow: UnitOfWork, list_id: UUID) -> None:
    """422 for a list that is not there, 403 for somebody who may not put anybody on one."""
    if not uow.principal.can(PERMISSION):
        raise Forbidden(detail=f"This needs the permission {PERMISSION}.", permission=PERMISSION)
    if await lists.find(uow, list_id) is None:
        raise Unprocessable.field("/list_id", "unknown_reference", "There is no such list.")


async def join(uow: UnitOfWork, written: Written) -> tuple[str, str] | None:
    """Put the first address of a row on the list; answers why not."""
    options: ContactImport = written.options
    mailing_list = await lists.find(uow, options.list_id) if options.list_id else None
    if mailing_list is None:
        return None
    emails = written.body.get("emails")
    if not emails:
        return NO_ADDRESS
    address = read_address(emails[0]["address"])
    purpose, import_id = options.consent, written.import_id
    refusal = await bringing.bring(uow, mailing_list, address, purpose=purpose, import_id=import_id)
    return (refusal, NOTES[refusal]) if refusal else None

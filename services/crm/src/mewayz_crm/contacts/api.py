"""Routes of contacts."""

from typing import Annotated

from mewayz_crm.contacts import service
from mewayz_crm.contacts.imports.importer import importer
from mewayz_crm.contacts.schemas import Assign, ContactCreate, ContactLike, ContactRead, ContactUpdate
from mewayz_crm.merges.routes import add_merge_routes
from mewayz_kit.answers import IfMatch
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.tokens import Principal

contacts = Resource(
    "crm/contacts",
    service.contacts,
    create=ContactCreate,
    update=ContactUpdate,
    permission="crm.contacts",
    feature="contacts",
    filter=(
        "name",
        "owner_id",
        "company_id",
        "lifecycle_stage",
        "source",
        "country",
        "external_id",
        "created_at",
        "updated_at",
    ),
    sort=("created_at", "updated_at", "name"),
    importer=importer,
    on_update=service.update,
)
router = contacts.router
add_merge_routes(contacts, like=ContactLike)


@router.post("/{contact_id}/assign")
async def assign(
    contact_id: Id,
    data: Assign,
    p: Annotated[Principal, require("crm.contacts:write", feature="contacts")],
    uow: Uow,
    if_match: IfMatch = None,
) -> ContactRead:
    """Give a contact to a user, or with null to nobody. Publishes `crm.contact.assigned.v1`.

    403 `frozen_over_limit` for one beyond what the plan allows after a downgrade.
    """
    row = await service.contacts.get(uow, contact_id, lock=True)
    service.contacts.match(row, if_match)
    return await service.contacts.show_one(uow, await service.assign(uow, row=row, owner_id=data.owner_id))

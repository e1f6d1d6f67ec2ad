"""What a form adds to a contact that is known: only what is empty, because whoever knows an address can fill in a
form."""

from collections.abc import Sequence
from typing import Any

from mewayz_crm.contacts import service as contacts
from mewayz_crm.contacts.meeting import Met
from mewayz_crm.contacts.schemas import ContactUpdate
from mewayz_crm.custom_fields import service as custom_fields
from mewayz_crm.lead_forms.rules import Read
from mewayz_kit.errors import Forbidden
from mewayz_kit.uow import UnitOfWork


async def fill(uow: UnitOfWork, met: Met, said: Read, *, tags: Sequence[str]) -> None:
    """Fill the empty fields of a known contact and add the tags of the form to any; one beyond the plan stays as it
    is."""
    shown = await contacts.contacts.show_one(uow, met.row)
    patch: dict[str, Any] = {}
    if not met.new:
        patch = {name: text for name, text in said.fields.items() if getattr(shown, name) is None}
        if said.phone and not shown.phones:
            patch["phones"] = [{"raw": said.phone}]
        custom = await custom_fields.readable(uow, "contact", said.custom)
        if fresh := {key: value for key, value in custom.items() if key not in shown.custom}:
            patch["custom"] = fresh
    carried = {tag.casefold() for tag in shown.tags}
    if added := [tag for tag in tags if tag.casefold() not in carried]:
        patch["tags"] = [*shown.tags, *added]
    if not patch:
        return
    try:
        await contacts.contacts.update(uow, met.row, ContactUpdate.model_validate(patch))
    except Forbidden:
        return

"""The words of a mail: from a template of the workspace, or as somebody wrote them."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from uuid import UUID

from mewayz_crm.contacts import service as contacts
from mewayz_crm.formats import read_address
from mewayz_crm.mail import links
from mewayz_crm.mail_templates import service as templates
from mewayz_crm.mail_templates.models import MailTemplateVersion
from mewayz_crm.mail_templates.rendering import Rendered, as_written
from mewayz_crm.settings import service as settings
from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork


async def from_template(uow: UnitOfWork, key: str, data: Mapping[str, Any], *, address: str) -> Rendered:
    """A transactional template filled in for an address; 422 unless `data` has exactly what it declares."""
    version = await templates.transactional(uow, key)
    if version is None:
        detail = "There is no transactional template of this key."
        raise Unprocessable.field("/template_key", "unknown_template", detail)
    if unknown := sorted(data.keys() - set(version.variables)):
        raise Unprocessable.field(f"/data/{unknown[0]}", "unknown_variable", "The template has no such variable.")
    if missing := sorted(set(version.variables) - data.keys()):
        raise Unprocessable.field("/data", "missing", f"The template needs the variable {missing[0]}.")
    return await fill(uow, version, data, address=address)


def written(subject: str, html: str | None, text: str | None) -> Rendered:
    """Words as they were written; each form is made from the other where it is missing."""
    paragraphs = [escape(part).replace("\n", "<br>") for part in (text or "").split("\n\n") if part.strip()]
    return as_written(subject, html or "".join(f"<p>{part}</p>" for part in paragraphs), text)


async def fill(
    uow: UnitOfWork,
    version: MailTemplateVersion,
    data: Mapping[str, Any],
    *,
    address: str,
    list_ids: Sequence[UUID] = (),
) -> Rendered:
    """A version filled in for an address: its contact, the workspace, the links out of the mail, and `data`."""
    person: dict[str, Any] = {"first_name": None, "last_name": None, "name": None, "email": address}
    contact_id = (await contacts.owners_of(uow, [norm := read_address(address).norm])).get(norm)
    if contact_id is not None:
        contact = await contacts.contacts.read_one(uow, contact_id)
        person |= contact.model_dump(include={"first_name", "last_name", "name"})
    standard = {
        **links.links_in(uow.runtime, uow.workspace_id, address, list_ids),
        "contact": person,
        "workspace": {"name": (await uow.runtime.tenants.get(uow.workspace_id)).name},
        "postal_address": (await settings.current(uow)).postal_address,
    }
    return templates.fill_in(version, {**data, **standard})

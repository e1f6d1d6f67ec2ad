"""The words of one mail for one recipient."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.contacts.models import Contact
from mewayz_crm.mail import links
from mewayz_crm.mail_templates import service as templates
from mewayz_crm.mail_templates.models import MailTemplateVersion
from mewayz_crm.mail_templates.rendering import Rendered
from mewayz_crm.settings import service as settings
from mewayz_kit.service import Runtime
from mewayz_kit.uow import UnitOfWork

NOBODY = {"first_name": None, "last_name": None, "name": None}
BADGE = '<p style="font-size:12px;color:#595959">Sent with <a href="{url}">Mewayz</a></p>'
BADGE_TEXT = "\nSent with Mewayz: {url}\n"


@dataclass(frozen=True, slots=True)
class House:
    """What all mails of a campaign share."""

    runtime: Runtime
    workspace_id: UUID
    workspace_name: str
    postal_address: str
    list_ids: tuple[UUID, ...]
    badge: bool


async def house_of(uow: UnitOfWork, list_ids: Collection[UUID]) -> House:
    """The workspace's side of its mails. The badge is in every one unless the plan lets it be hidden."""
    tenant = await uow.runtime.tenants.get(uow.workspace_id)
    return House(
        runtime=uow.runtime,
        workspace_id=uow.workspace_id,
        workspace_name=tenant.name,
        postal_address=(await settings.current(uow)).postal_address or "",
        list_ids=tuple(list_ids),
        badge=tenant.statics.get("badge", "forced") != "optional",
    )


async def people_of(uow: UnitOfWork, contact_ids: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """What templates may say of these contacts."""
    columns = [col(getattr(Contact, name)) for name in ("id", *NOBODY)]
    rows = await uow.execute(sa.select(*columns).where(col(Contact.id).in_(contact_ids)))
    return {row.id: {name: getattr(row, name) for name in NOBODY} for row in rows}


def compose(
    house: House,
    version: MailTemplateVersion,
    variant: Mapping[str, Any],
    *,
    address: str,
    person: Mapping[str, Any] | None,
) -> Rendered:
    """Fill a variant in for one address; `person` is the contact that has it. Its way out is that of the header."""
    leave = links.unsubscribe_link(house.workspace_id, address, house.list_ids)
    data = {
        **dict.fromkeys(version.variables, ""),
        **variant["data"],
        "contact": {**(person or NOBODY), "email": address},
        "workspace": {"name": house.workspace_name},
        "postal_address": house.postal_address,
        "unsubscribe_url": links.url(house.runtime, leave),
        "preferences_url": links.url(house.runtime, links.Link("preferences", house.workspace_id, None, address)),
    }
    return _badged(templates.fill_in(version, data, subject=variant["subject"]), house)


def _badged(words: Rendered, house: House) -> Rendered:
    if not house.badge:
        return words
    url = house.runtime.settings.public_url.rstrip("/")
    body, end, rest = words.html.rpartition("</body>")
    html = body + BADGE.format(url=url) + end + rest
    return words._replace(html=html, text=words.text + BADGE_TEXT.format(url=url))

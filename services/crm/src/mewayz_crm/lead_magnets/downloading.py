"""What the link of a lead magnet shows and does. A GET changes nothing: programs open links before people do."""

from typing import Any, NamedTuple
from uuid import UUID

from mewayz_crm.contacts.events import ContactEngaged
from mewayz_crm.contacts.models import Contact
from mewayz_crm.formats import read_address
from mewayz_crm.lead_magnets import repository
from mewayz_crm.lead_magnets.models import LeadMagnet
from mewayz_crm.lead_magnets.texts import words
from mewayz_crm.mail import links
from mewayz_crm.mail.links import Link
from mewayz_crm.preferences.service import about, refuse_purged
from mewayz_crm.scoring_rules import service as scoring
from mewayz_crm.timeline import service as timeline
from mewayz_kit.errors import Gone
from mewayz_kit.uow import UnitOfWork

KIND = "crm.lead_magnet.downloaded"


class Granted(NamedTuple):
    """A magnet, and who may have it."""

    magnet: LeadMagnet
    grant_id: UUID
    contact_id: UUID


async def show(uow: UnitOfWork, token: str) -> dict[str, Any]:
    """The page that offers the file."""
    link = links.read(uow.runtime, token, "magnet")
    magnet = (await _granted(uow, link)).magnet
    tenant = await uow.runtime.tenants.get(link.workspace_id)
    t = words(tenant.locale)
    text = t["page"].format(workspace=tenant.name)
    return about({"locale": tenant.locale}, title=magnet.name, text=text, button=t["button"])


async def download(uow: UnitOfWork, token: str) -> str:
    """The address of the file, which holds for some minutes. The first time counts for the score."""
    link = links.read(uow.runtime, token, "magnet")
    async with uow.apart(writes=False) as reading:
        found = await _granted(reading, link)
    asked = {"workspace_id": str(link.workspace_id), "media_ids": [str(found.magnet.media_id)]}
    answer = await uow.runtime.client.call("workspace", "POST", "/internal/v1/media/links", json=asked, retry=True)
    url = ((answer or {}).get("links") or {}).get(str(found.magnet.media_id))
    if url is None:
        raise Gone(detail="The file is no longer there.")
    async with uow.within(workspace_id=link.workspace_id):
        await _note(uow, found)
    return str(url)


async def _granted(uow: UnitOfWork, link: Link) -> Granted:
    """404 for a link into a workspace that is no more, 410 once the magnet or the person is gone, 403 where the
    workspace is closed."""
    await refuse_purged(uow, link)
    (await uow.runtime.tenants.get(link.workspace_id)).refuse_when_closed(uow.principal, None)
    async with uow.within(workspace_id=link.workspace_id):
        magnet = await uow.find(LeadMagnet, link.list_id) if link.list_id else None
        norm = read_address(link.address).norm
        grant = await repository.of_address(uow, magnet.id, norm) if magnet is not None else None
    if magnet is None or grant is None or grant.state != "sent":
        raise Gone(detail="There is nothing to download any more.")
    return Granted(magnet, grant.id, grant.contact_id)


async def _note(uow: UnitOfWork, found: Granted) -> None:
    """Count the first download. The contact is held first, as by whoever fills in a form."""
    contact = await uow.find(Contact, found.contact_id, lock=True)
    if not await repository.came(uow, found.grant_id) or contact is None:
        return
    magnet = found.magnet
    told: dict[str, Any] = {"kind": KIND, "source_event_id": found.grant_id, "at": uow.now}
    data = {"lead_magnet_id": str(magnet.id), "name": magnet.name}
    await timeline.note(uow, timeline.Line(**told, subjects={contact.id: "contact"}, data=data))
    if magnet.points:
        await scoring.give(uow, contact, giver_id=magnet.id, reason=magnet.name, points=magnet.points, **told)
    uow.publish(ContactEngaged(contact_id=contact.id, about=str(magnet.id), **told))

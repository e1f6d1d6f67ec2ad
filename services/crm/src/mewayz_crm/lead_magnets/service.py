"""Use-cases of lead magnets: who asks for one gets its link by mail, once the rules of its list are met."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from mewayz_crm.contacts.models import Contact
from mewayz_crm.formats import Address, read_address
from mewayz_crm.lead_magnets import repository
from mewayz_crm.lead_magnets.models import LeadMagnet, LeadMagnetGrant
from mewayz_crm.lead_magnets.texts import words
from mewayz_crm.lists import service as lists
from mewayz_crm.lists.subscriptions import service as subscriptions
from mewayz_crm.mail import links
from mewayz_crm.mail_templates import service as templates
from mewayz_crm.mail_templates.rendering import Rendered
from mewayz_crm.messages import service as messages
from mewayz_crm.messages.drafts import Draft
from mewayz_crm.senders import service as senders
from mewayz_kit.errors import Conflict
from mewayz_kit.uow import UnitOfWork

TEMPLATE = "lead_magnet"
"""Key of the transactional template by which a workspace says it in its own words (`name`, `url`)."""
magnets = repository.magnets


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody asks for a magnet. The contact is held; `consent`: they agree to the mail of its list."""

    magnet_id: UUID
    contact: Contact
    address: str
    consent: bool


async def ask(uow: UnitOfWork, wanted: Wanted) -> None:
    """Send the link, or keep it until the address is confirmed. Nothing for who does not want the list of the magnet,
    or may get no mail of it."""
    magnet = await uow.find(LeadMagnet, wanted.magnet_id)
    if magnet is None:
        return
    address = read_address(wanted.address)
    confirmed = await _on_list(uow, magnet, address, consent=wanted.consent)
    if confirmed is None:
        return
    grant = await repository.grant(uow, magnet.id, wanted.contact.id, address)
    if confirmed:
        await _send(uow, magnet, grant, locale=wanted.contact.locale)


async def confirmed(uow: UnitOfWork, *, list_id: UUID, address: str) -> None:
    """An address is on a list now: send what has waited for that."""
    for grant in await repository.waiting(uow, list_id, read_address(address).norm):
        magnet = await uow.find(LeadMagnet, grant.magnet_id)
        contact = await uow.find(Contact, grant.contact_id)
        if magnet is not None and contact is not None:
            await _send(uow, magnet, grant, locale=contact.locale)


async def forget(uow: UnitOfWork, contact_ids: Collection[UUID], norms: Collection[str]) -> int:
    """Let go of what people have asked for; their links end. Answers how many."""
    return await repository.forget(uow, contact_ids, norms)


async def _on_list(uow: UnitOfWork, magnet: LeadMagnet, address: Address, *, consent: bool) -> bool | None:
    """Whether the address is confirmed on the list of a magnet, as everybody is of one without; None for who does not
    come onto it. The subscription stays held, so that a confirmation at the same moment finds what waits for it."""
    mailing_list = await lists.find(uow, magnet.list_id) if magnet.list_id else None
    if mailing_list is None:
        return True
    if consent:
        try:
            async with uow.savepoint():
                await subscriptions.join(uow, mailing_list, address, method="form")
        except Conflict:
            return None
    row = await subscriptions.of_list(uow, mailing_list.id, address.norm)
    if row is None or (row.state != "confirmed" and not consent):
        return None
    return row.state == "confirmed"


async def _send(uow: UnitOfWork, magnet: LeadMagnet, grant: LeadMagnetGrant, *, locale: str | None) -> None:
    """Queue the mail, once a day however often it is asked for."""
    if grant.state == "waiting":
        grant.state, grant.sent_at = "sent", uow.now
    draft = Draft(
        category="transactional",
        purpose=TEMPLATE,
        to_address=grant.address,
        contact_id=grant.contact_id,
        sender_id=await senders.of_workspace(uow),
        dedupe_key=f"lead-magnet:{grant.id}:{uow.now:%Y-%m-%d}",
        fleeting=True,
        **(await _words(uow, magnet, grant, locale))._asdict(),
    )
    await messages.queue(uow, draft)


async def _words(uow: UnitOfWork, magnet: LeadMagnet, grant: LeadMagnetGrant, locale: str | None) -> Rendered:
    """Those of the workspace where it has a template for it, else ours."""
    tenant = await uow.runtime.tenants.get(uow.workspace_id)
    link = links.Link("magnet", uow.workspace_id, magnet.id, grant.address)
    known = {"name": magnet.name, "url": links.url(uow.runtime, link), "workspace": tenant.name}
    version = await templates.transactional(uow, TEMPLATE)
    if version is not None:
        values = {name: known.get(name) for name in version.variables}
        return await messages.fill(uow, version, values, address=grant.address)
    t = words(locale or tenant.locale)
    return messages.written(t["subject"].format(**known), None, t["text"].format(**known))

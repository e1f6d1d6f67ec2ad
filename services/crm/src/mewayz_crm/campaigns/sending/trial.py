"""Test mails: one mail as a recipient would read it, to an address of the workspace's own."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.campaigns.schemas import CampaignAudience, CampaignTest, CampaignTestRead
from mewayz_crm.campaigns.sending.composing import NOBODY, compose, house_of
from mewayz_crm.campaigns.service import campaigns
from mewayz_crm.contacts import service as contacts
from mewayz_crm.formats import read_address
from mewayz_crm.mail_templates import service as templates
from mewayz_crm.messages import service as messages
from mewayz_crm.senders.models import Sender
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.uow import UnitOfWork


async def mail(uow: UnitOfWork, campaign_id: UUID, wanted: CampaignTest) -> CampaignTestRead:
    """Queue the test of one variant. 422 `not_own_address` for an address that is none of a verified sender."""
    row = await campaigns.get(uow, campaign_id)
    if not await _is_own(uow, wanted.to):
        raise Unprocessable.field("/to", "not_own_address", "Tests go to addresses of verified senders only.")
    if wanted.variant >= len(row.variants):
        raise Unprocessable.field("/variant", "unknown_variant", "The campaign has no such variant.")
    variant = row.variants[wanted.variant]
    pinned = variant["version_id"]
    version = (
        await templates.of_version(uow, UUID(pinned))
        if pinned
        else await templates.latest(uow, UUID(variant["template_id"]))
    )
    if version is None:
        raise Conflict("no_template", "The template of this variant is gone.")
    person = dict(NOBODY)
    if wanted.contact_id is not None:
        shown = await contacts.contacts.read_one(uow, wanted.contact_id)
        person = shown.model_dump(include=set(NOBODY))
    house = await house_of(uow, CampaignAudience.model_validate(row.audience).include.lists)
    words = compose(house, version, variant, address=wanted.to, person=person)
    draft = messages.Draft(
        category="transactional",
        purpose="campaign_test",
        to_address=wanted.to,
        subject=f"[Test] {words.subject}",
        html=words.html,
        text=words.text,
        sender_id=row.sender_id,
    )
    return CampaignTestRead(message_id=(await messages.queue(uow, draft)).id)


async def _is_own(uow: UnitOfWork, address: str) -> bool:
    mine = col(Sender.address_norm) == read_address(address).norm, col(Sender.state) == "verified"
    return await uow.scalar(sa.select(col(Sender.id)).where(*mine)) is not None

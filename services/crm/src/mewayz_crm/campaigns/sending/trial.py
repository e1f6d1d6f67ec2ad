"""Test mails: one mail as a recipient would read it, to an address of the workspace's own."""

from uuid import UUID

from mewayz_crm.campaigns.schemas import CampaignAudience, CampaignTest, CampaignTestRead
from mewayz_crm.campaigns.sending.composing import NOBODY, compose, house_of
from mewayz_crm.campaigns.service import campaigns
from mewayz_crm.contacts import service as contacts
from mewayz_crm.mail_templates import service as templates
from mewayz_crm.messages import service as messages
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.uow import UnitOfWork


async def mail(uow: UnitOfWork, campaign_id: UUID, wanted: CampaignTest) -> CampaignTestRead:
    """Queue the test of one variant."""
    row = await campaigns.get(uow, campaign_id)
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
    message = await messages.send_test(uow, "campaign_test", to=wanted.to, words=words, sender_id=row.sender_id)
    return CampaignTestRead(message_id=message.id)

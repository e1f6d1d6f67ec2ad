"""What keeps a campaign from starting. The preflight shows it, and a start refuses with the same list."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from mewayz_crm.campaigns.models import Campaign
from mewayz_crm.campaigns.recipients import audience as recipients
from mewayz_crm.campaigns.rules import group_sizes, unfilled
from mewayz_crm.campaigns.schemas import CampaignAudience, CampaignBlocker, CampaignPreflight
from mewayz_crm.lists import service as lists
from mewayz_crm.mail.transports import has_transport
from mewayz_crm.mail_domains import service as mail_domains
from mewayz_crm.mail_templates import service as templates
from mewayz_crm.mail_templates.language import problem
from mewayz_crm.mail_templates.models import MailTemplateVersion
from mewayz_crm.segments import service as segments
from mewayz_crm.senders.models import Sender
from mewayz_crm.settings import service as settings
from mewayz_kit.errors import ProviderNotConfigured
from mewayz_kit.uow import UnitOfWork

SHOWS = {
    "unsubscribe_url": ("no_unsubscribe_link", "The mail has no link by which people unsubscribe."),
    "postal_address": ("postal_address_not_shown", "The mail does not show the postal address."),
}


async def look(uow: UnitOfWork, campaign: Campaign) -> CampaignPreflight:
    """Everything that is missing now, and how many would get the campaign."""
    found = [*await _about_sending(uow, campaign), *await _about_content(uow, campaign)]
    audience = CampaignAudience.model_validate(campaign.audience)
    with uow.scope.seeing_all("an audience is counted over the whole workspace"):
        number = await recipients.count(uow, audience)
        found += await _about_audience(uow, audience)
    if number == 0:
        found.append(_blocker("empty_audience", "Nobody with consent is in the audience."))
    elif campaign.ab_test and 0 in group_sizes(number, campaign.ab_test["share"], max(1, len(campaign.variants))):
        found.append(_blocker("audience_too_small", "A variant of the test would go to nobody."))
    return CampaignPreflight(ready=not found, audience=number, blockers=found)


async def sender_of(uow: UnitOfWork, campaign: Campaign) -> Sender | None:
    """The sender, while mail may come from it."""
    sender = await uow.find(Sender, campaign.sender_id) if campaign.sender_id else None
    return sender if sender is not None and sender.state == "verified" else None


async def _about_sending(uow: UnitOfWork, campaign: Campaign) -> list[CampaignBlocker]:
    found = []
    if not await has_transport(uow.runtime):
        found.append(_blocker(ProviderNotConfigured.default_code, "No mail provider is set up."))
    sender = await sender_of(uow, campaign)
    if campaign.sender_id is None:
        found.append(_blocker("no_sender", "The campaign has no sender."))
    elif sender is None:
        found.append(_blocker("sender_unverified", "The address of the sender is not proven."))
    elif not await mail_domains.is_verified(uow, sender.address_norm.rpartition("@")[2]):
        found.append(_blocker("domain_unverified", "The domain of the sender is not verified."))
    if not (await settings.current(uow)).postal_address:
        found.append(_blocker("missing_postal_address", "Marketing mail needs a postal address (settings)."))
    return found


async def _about_content(uow: UnitOfWork, campaign: Campaign) -> list[CampaignBlocker]:
    if not campaign.variants:
        return [_blocker("no_content", "The campaign has no variant.")]
    found = []
    if (len(campaign.variants) > 1) != (campaign.ab_test is not None):
        found.append(_blocker("no_test", "Several variants need a test (`ab_test`), and a test needs several."))
    for place, variant in enumerate(campaign.variants):
        version = await templates.latest(uow, UUID(variant["template_id"]))
        if version is None:
            found.append(_blocker("no_template", "The template is gone.", place))
        else:
            found += _about_version(version, variant, place)
    return found


def _about_version(version: MailTemplateVersion, variant: dict[str, Any], place: int) -> list[CampaignBlocker]:
    found = [
        _blocker(code, detail, place) for name, (code, detail) in SHOWS.items() if name not in (version.html or "")
    ]
    if missing := unfilled(version.variables, variant["data"]):
        found.append(_blocker("unknown_variable", f"The variable {missing[0]} has no value.", place))
    if wrong := problem(variant["subject"] or "", version.variables):
        found.append(_blocker("unknown_variable", f"The subject {wrong}.", place))
    if version.text is not None and not version.text.strip():
        found.append(_blocker("no_text_part", "The text alternative is empty.", place))
    return found


async def _about_audience(uow: UnitOfWork, audience: CampaignAudience) -> Sequence[CampaignBlocker]:
    found = []
    if not audience.include.lists:
        found.append(_blocker("no_list", "Only who has subscribed to a list gets a campaign: include one."))
    if await lists.missing(uow, {*audience.include.lists, *audience.exclude.lists}):
        found.append(_blocker("unknown_list", "A list of the audience is gone."))
    if await segments.missing(uow, {*audience.include.segments, *audience.exclude.segments}):
        found.append(_blocker("unknown_segment", "A segment of the audience is gone."))
    return found


def _blocker(code: str, detail: str, variant: int | None = None) -> CampaignBlocker:
    return CampaignBlocker(code=code, detail=detail, variant=variant)

"""What one step of a campaign works on, read in one go; its claim alone decides whether somebody gets a mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from mewayz_crm.campaigns import preflight
from mewayz_crm.campaigns.models import Campaign
from mewayz_crm.campaigns.recipients.models import CampaignRecipient
from mewayz_crm.campaigns.recipients.repository import next_ones, sendable_part
from mewayz_crm.campaigns.rules import CALLED, FAILED, variant_of
from mewayz_crm.campaigns.schemas import CampaignAudience
from mewayz_crm.campaigns.sending.composing import House, compose, house_of, people_of
from mewayz_crm.campaigns.sending.schemas import Step
from mewayz_crm.mail_templates import service as templates
from mewayz_crm.mail_templates.models import MailTemplateVersion
from mewayz_crm.messages.drafts import Draft, Outcome
from mewayz_crm.pacing import service as pacing
from mewayz_crm.pacing.frequency import Cap, cap_of
from mewayz_crm.pacing.rules import Bucket
from mewayz_crm.settings.schemas import Tracking
from mewayz_crm.tracking import service as tracking
from mewayz_kit.uow import UnitOfWork

AT_ONCE = 50
"""Recipients of one step; it must end well within the lease of its job."""


@dataclass
class Batch:
    """The recipients of one step, and what has come of them so far: `calls` of the provider, whom to skip and why,
    why the campaign must stop, when the sender may send again."""

    campaign: Campaign
    recipients: Sequence[CampaignRecipient]
    house: House
    cap: Cap | None
    mode: Tracking
    buckets: Sequence[Bucket]
    versions: Sequence[MailTemplateVersion]
    people: Mapping[UUID, Mapping[str, Any]]
    calls: str = ""
    skips: list[tuple[UUID, str]] | None = None
    stop: str | None = None
    tomorrow: datetime | None = None
    over: bool = False

    @property
    def ended(self) -> bool:
        """Whether the rest of the recipients must wait."""
        return self.over or self.stop is not None or self.tomorrow is not None

    def variant(self, recipient: CampaignRecipient) -> int:
        """What somebody gets: always the same after a first try, else by their number or the test."""
        row = self.campaign
        if recipient.variant is not None:
            return recipient.variant
        tested = variant_of(recipient.number, row.group_sizes or ())
        return tested if tested is not None else row.winner or 0

    def draft(self, recipient: CampaignRecipient) -> Draft:
        """The mail for one recipient."""
        place = self.variant(recipient)
        variant = self.campaign.variants[place]
        person = self.people.get(recipient.contact_id) if recipient.contact_id else None
        words = compose(self.house, self.versions[place], variant, address=recipient.address, person=person)
        return Draft(
            category="marketing",
            purpose="campaign",
            to_address=recipient.address,
            to_name=(person or {}).get("name") or None,
            contact_id=recipient.contact_id,
            sender_id=self.campaign.sender_id,
            subject=words.subject,
            html=words.html,
            text=words.text,
            list_ids=self.house.list_ids,
            campaign_id=self.campaign.id,
            step_id=UUID(variant["id"]),
        )

    def note(self, outcome: Outcome) -> None:
        """Keep what the provider did: one that will not take mail at all fails, one bad address says nothing of it."""
        good = outcome.kind == "accepted" or (outcome.kind == "refused" and outcome.bounced)
        self.calls += CALLED if good else FAILED
        if outcome.kind == "provider_not_configured":
            self.stop = outcome.kind


async def load(uow: UnitOfWork, step: Step) -> Batch | None:
    """The recipients that are due now; None when this chain is over."""
    row = await running(uow, step)
    if row is None:
        return None
    found = await next_ones(uow, row.id, sendable_part(row.group_sizes, row.winner), AT_ONCE)
    versions = [await templates.of_version(uow, UUID(variant["version_id"])) for variant in row.variants]
    sender = await preflight.sender_of(uow, row)
    batch = Batch(
        campaign=row,
        recipients=found,
        house=await house_of(uow, CampaignAudience.model_validate(row.audience).include.lists),
        cap=await cap_of(uow),
        mode=await tracking.mode_of(uow),
        buckets=await pacing.buckets_of(uow, sender.id, sender.address_norm.rpartition("@")[2]) if sender else [],
        versions=[version for version in versions if version is not None],
        people=await people_of(uow, {one.contact_id for one in found if one.contact_id}),
        skips=[],
    )
    if sender is None:
        batch.stop = "sender_unverified"
    return batch


async def running(uow: UnitOfWork, step: Step, *, lock: bool = False) -> Campaign | None:
    """The campaign, while this chain is the one that sends it."""
    row = await uow.find(Campaign, step.campaign_id, lock=lock)
    return row if row is not None and row.state == "running" and row.run == step.run else None

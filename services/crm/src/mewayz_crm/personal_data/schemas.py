"""Bodies of personal data."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from mewayz_crm.activities.schemas import ActivityRead
from mewayz_crm.campaigns.recipients.schemas import CampaignRecipientRead
from mewayz_crm.consents.schemas import ConsentRead
from mewayz_crm.contacts.companies.schemas import ContactCompanyRead
from mewayz_crm.contacts.schemas import ContactRead
from mewayz_crm.deals.schemas import DealRead
from mewayz_crm.leads.schemas import LeadRead
from mewayz_crm.lists.subscriptions.schemas import SubscriptionRead
from mewayz_crm.mail_events.schemas import MailEventRead
from mewayz_crm.merges.schemas import MergeRead
from mewayz_crm.messages.schemas import MessageRead
from mewayz_crm.notes.schemas import NoteRead
from mewayz_crm.scoring_rules.entries.schemas import ScoreEntryRead
from mewayz_crm.sequences.enrolments.schemas import EnrolmentRead
from mewayz_crm.timeline.schemas import TimelineEntryRead


class PersonalData(BaseModel):
    """Everything that is stored about a person, deleted records included."""

    contact: ContactRead
    companies: list[ContactCompanyRead]
    leads: list[LeadRead]
    deals: list[DealRead]
    activities: list[ActivityRead]
    notes: list[NoteRead]
    messages: list[MessageRead]
    campaign_recipients: list[CampaignRecipientRead]
    enrolments: Annotated[list[EnrolmentRead], Field(description="The sequences they were in.")]
    mail_events: Annotated[list[MailEventRead], Field(description="What became of the mails to them.")]
    timeline: list[TimelineEntryRead]
    subscriptions: list[SubscriptionRead]
    score: Annotated[list[ScoreEntryRead], Field(description="What counted for the score.")]
    consents: Annotated[list[ConsentRead], Field(description="What the person agreed to and took back.")]
    merges: Annotated[list[MergeRead], Field(description="Contacts that went into this one, as they were.")]


class AddressData(BaseModel):
    """Everything that is stored about whoever has an address: a contact as a rule, and what there is without one."""

    address: str
    contacts: list[PersonalData]
    leads: list[LeadRead]
    subscriptions: list[SubscriptionRead]
    consents: list[ConsentRead]


class Erasure(BaseModel):
    """What was erased; asked again, `counts` is empty. `contact_ids` are all under which the person was known."""

    contact_ids: list[UUID]
    erased_at: datetime
    counts: dict[str, Any]

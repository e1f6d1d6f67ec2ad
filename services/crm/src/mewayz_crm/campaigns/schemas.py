"""Bodies of campaigns."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from mewayz_crm.vocabulary import EmailAddress, PerHour
from mewayz_kit.schema import Input, Output, Record, each_once, patch_of

State = Literal["draft", "scheduled", "running", "paused", "finished", "cancelled"]
Reason = Annotated[
    str | None,
    Field(
        description="Why it stopped by itself: `provider_failing`, `provider_not_configured`, `sender_unverified`, "
        "`workspace_suspended`, `internal_error`, or the code for which a scheduled start was refused."
    ),
]
Ids = Annotated[list[UUID], Field(max_length=50), AfterValidator(each_once)]
Value = Annotated[str, Field(max_length=2000)]


class AudienceGroup(Input):
    """Lists and segments, by id."""

    lists: Ids = []
    segments: Ids = []


class CampaignAudience(Input):
    """Who gets a campaign: addresses with a confirmed subscription on one of the included lists.

    Included segments narrow that to addresses of contacts in one of them; without consent nobody is added. Addresses
    that are confirmed on an excluded list, or of contacts in an excluded segment, are left out. Each address is there
    once, however many lists it is on.
    """

    include: AudienceGroup = AudienceGroup()
    exclude: AudienceGroup = AudienceGroup()


class CampaignVariant(Input):
    """What is sent: the version of a mail template that is the latest at the start. `subject` (in the language of
    templates) stands instead of the template's; `data` gives the variables that the template declares."""

    template_id: UUID
    subject: Annotated[str | None, Field(min_length=1, max_length=300)] = None
    data: Annotated[dict[Annotated[str, Field(max_length=40)], Value], Field(max_length=50)] = {}


class CampaignAbTest(Input):
    """A test of the variants on a part of the audience. After `wait_minutes` the rest gets the variant with the higher
    rate of human clicks or opens; of equal ones the first."""

    share: Annotated[int, Field(ge=1, le=10_000, description="Part of the audience, in basis points.")]
    by: Literal["clicks", "opens"] = "clicks"
    wait_minutes: Annotated[int, Field(ge=10, le=14 * 24 * 60)] = 240


class CampaignCreate(Input):
    """A campaign as a draft, which may be incomplete until it starts (`/{id}/preflight` says what is missing)."""

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["Summer sale"])]
    audience: CampaignAudience = CampaignAudience()
    variants: Annotated[list[CampaignVariant], Field(max_length=8)] = []
    sender_id: UUID | None = None
    throttle_per_hour: PerHour = None
    ab_test: Annotated[CampaignAbTest | None, Field(description="Needed with several variants.")] = None


CampaignUpdate = patch_of(CampaignCreate)


class CampaignVariantRead(Output):
    """A variant with its `id`, by which statistics name it. `template_version` is the number of the version that is
    sent, null until the campaign has started."""

    id: UUID
    template_id: UUID
    subject: str | None
    data: dict[str, str]
    template_version: int | None


class CampaignRead(Record):
    """A campaign. `recipients` is the size of its audience, which is fixed at the start; `reason` says why it paused
    by itself. `winner` is the variant (counted from 0) that won the test, null before."""

    name: str
    audience: CampaignAudience
    variants: list[CampaignVariantRead]
    sender_id: UUID | None
    throttle_per_hour: int | None
    ab_test: CampaignAbTest | None
    state: State
    reason: Reason
    scheduled_at: datetime | None
    send_local: bool
    owner_id: Annotated[UUID | None, Field(description="Who made it; is told when it pauses by itself.")]
    started_at: datetime | None
    finished_at: datetime | None
    recipients: int | None
    decide_at: datetime | None
    winner: int | None


class CampaignSchedule(Input):
    """When to start. With `send_local` each recipient gets it when their own clock (else that of the workspace) shows
    what the clock of the workspace shows at `at`."""

    at: datetime
    send_local: bool = False


class CampaignTest(Input):
    """A test: `to` is the address of one of your verified senders, `variant` counts from 0. Values of a contact stand
    in it if one is named."""

    to: EmailAddress
    variant: Annotated[int, Field(ge=0, le=7)] = 0
    contact_id: UUID | None = None


class CampaignTestRead(Output):
    """The message that carries the test."""

    message_id: UUID


class CampaignBlocker(Output):
    """One thing that keeps a campaign from starting. `variant` counts from 0."""

    code: str
    detail: str
    variant: int | None


class CampaignPreflight(Output):
    """Whether a campaign could start now; `audience` is how many addresses it would go to."""

    ready: bool
    audience: int
    blockers: list[CampaignBlocker]


class CampaignChangeRead(Output):
    """A change of state; `actor` is a user, key or service."""

    from_state: State
    to_state: State
    reason: Reason
    actor: str
    created_at: datetime


class CampaignHistory(Output):
    """The latest 200 changes of state, newest first."""

    items: list[CampaignChangeRead]


class CampaignRetried(Output):
    """How many unconfirmed mails will be sent again."""

    recipients: int

"""Bodies of settings."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from mewayz_crm.vocabulary import Domain
from mewayz_kit.schema import Input, Record, each_once, patch_of

Tracking = Literal["individual", "anonymous", "off"]
Count = Annotated[int, Field(ge=1, le=100)]
Days = Annotated[int, Field(ge=1, le=365)]


Domains = Annotated[list[Domain], Field(max_length=500), AfterValidator(each_once)]


class CrmSettingsCreate(Input):
    """What holds until a workspace chooses something else."""

    postal_address: Annotated[
        str | None, Field(max_length=500, description="Stands below marketing mail, which cannot leave without it.")
    ] = None
    tracking: Annotated[
        Tracking, Field(description="Whether opens and clicks are kept per person, only counted, or not looked at.")
    ] = "anonymous"
    frequency_cap_mails: Annotated[
        int | None, Field(ge=1, le=1000, description="Most marketing mails to one address in the days below.")
    ] = None
    frequency_cap_days: Days = 7
    default_list_id: Annotated[UUID | None, Field(description="Where forms without a list lead to.")] = None
    hard_bounces: Annotated[Count, Field(description="Hard bounces that suppress an address.")] = 1
    complaints: Annotated[Count, Field(description="Complaints that suppress an address.")] = 1
    soft_bounces: Annotated[
        Count, Field(description="Soft bounces without a delivery between them that make an address invalid.")
    ] = 5
    soft_bounce_days: Annotated[Days, Field(description="Within how many days those soft bounces must come.")] = 30
    allowed_domains: Annotated[
        Domains, Field(description="Domains that mail may go to; empty: every one that is not blocked.")
    ] = []
    blocked_domains: Annotated[Domains, Field(description="Domains that no mail goes to.")] = []
    mail_body_days: Annotated[
        int, Field(ge=1, le=3650, description="How long the words of a sent mail are kept; its events stay.")
    ] = 180
    score_threshold: Annotated[
        int | None, Field(ge=1, le=100, description="Score whose reaching is told (`crm.score.threshold_reached.v1`).")
    ] = None


CrmSettingsUpdate = patch_of(CrmSettingsCreate)


class CrmSettingsRead(Record):
    """The settings that hold; version 0 until something was chosen."""

    postal_address: str | None
    tracking: Tracking
    frequency_cap_mails: int | None
    frequency_cap_days: int
    default_list_id: UUID | None
    hard_bounces: int
    complaints: int
    soft_bounces: int
    soft_bounce_days: int
    allowed_domains: list[str]
    blocked_domains: list[str]
    mail_body_days: int
    score_threshold: int | None

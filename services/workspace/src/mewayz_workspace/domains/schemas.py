"""Bodies of domains."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from mewayz_kit.schema import Input, Output, Record
from mewayz_workspace.domains.rules import NAMED, a_label

Kind = Literal["shop", "bio_page", "site", "booking_page", "learn", "links", "login"]


class Target(Input):
    """What answers on the host. Bio pages, sites and booking pages are named by id, the others have none."""

    type: Kind
    id: UUID | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.id is not None) != (self.type in NAMED):
            raise ValueError(f"{self.type} {'needs' if self.type in NAMED else 'takes no'} id")
        return self


class DomainCreate(Input):
    """A host to claim. International names may be written as people do; they are kept as DNS spells them.

    `redirect_www`: the same host with `www.` in front leads to this one.
    """

    host: Annotated[str, Field(min_length=4, max_length=253, examples=["shop.example.com"]), AfterValidator(a_label)]
    target: Annotated[Target, Field(examples=[{"type": "shop", "id": None}])]
    redirect_www: bool = False


class DomainUpdate(Input):
    """Another target or redirect; another host is another claim."""

    target: Annotated[Target | None, Field(examples=[{"type": "shop", "id": None}])] = None
    redirect_www: bool | None = None


class TargetShown(Output):
    """What answers on the host."""

    type: str
    id: UUID | None


class DomainSnapshot(Record):
    """A domain as events tell it. `state`: pending, verified, active, failing, disabled."""

    workspace_id: UUID
    host: str
    target: TargetShown
    redirect_www: bool
    state: str
    verified_at: datetime | None
    frozen_at: datetime | None


class DomainRead(DomainSnapshot):
    """A domain and what DNS must hold: TXT `txt_name` with `txt_value`, and an address (or CNAME) of `points_to`.

    `last_seen`: the TXT values of the last check. `problem`: txt_missing, txt_wrong, not_reached (no way here, or no
    certificate yet), dns_unanswered, host_taken, or null. `frozen_at`: beyond the plan since then; it goes on for
    30 days, then leads to the platform.
    """

    txt_name: str
    txt_value: str
    points_to: str
    last_check_at: datetime | None
    last_seen: list[str]
    problem: str | None
    failing_since: datetime | None
    next_check_at: datetime


class HostAnswer(Output):
    """What the gateway is told of a host. `tls`: a certificate may be issued for it. `redirect_to`: a URL that
    answers instead of the target."""

    host: str
    workspace_id: UUID
    state: str
    service: str
    target: TargetShown
    tls: bool
    redirect_to: str | None

"""Who a campaign goes to: one condition, for counting beforehand and for the one statement that fixes it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from mewayz_crm.campaigns.models import Campaign
from mewayz_crm.campaigns.recipients.models import CampaignRecipient
from mewayz_crm.campaigns.rules import local_time
from mewayz_crm.campaigns.schemas import CampaignAudience
from mewayz_crm.contacts.models import Contact, ContactEmail
from mewayz_crm.lists.subscriptions.models import Subscription
from mewayz_crm.segments import service as segments
from mewayz_kit.portable import random_id, table_of
from mewayz_kit.types import UtcDateTime, Uuid16
from mewayz_kit.uow import UnitOfWork

S: Any = Subscription
E: Any = ContactEmail
C: Any = Contact


async def count(uow: UnitOfWork, audience: CampaignAudience) -> int:
    """How many addresses it would be now."""
    meant = await _meant(uow, audience, sa.func.count(sa.distinct(S.address_norm)))
    return int(await uow.scalar(meant))


class Fixed(NamedTuple):
    """How many recipients there are, and the last subscription that was looked at."""

    number: int
    bound: UUID | None


async def fix(uow: UnitOfWork, campaign: Campaign, *, home: str) -> Fixed:
    """Let everybody who is meant now, and nobody later, be a recipient: one `INSERT … SELECT` up to the last
    subscription that there is."""
    bound = await uow.scalar(sa.select(sa.func.max(S.id, type_=Uuid16())).where(S.workspace_id == uow.workspace_id))
    found = await _addresses(uow, CampaignAudience.model_validate(campaign.audience), bound)
    values = {"id": found.c.id, **await _values(uow, campaign, found, home)}
    chosen = sa.select(*values.values()).select_from(found)
    done = await uow.execute(sa.insert(table_of(CampaignRecipient)).from_select(list(values), chosen))
    return Fixed(int(done.rowcount), bound)


async def _values(uow: UnitOfWork, campaign: Campaign, found: Any, home: str) -> dict[str, Any]:
    """What each row of the audience begins with."""
    dues = await _dues(uow, campaign, home) if campaign.send_local and campaign.scheduled_at else {}
    now = sa.literal(uow.now, UtcDateTime())
    by_zone = [(found.c.tz == zone, sa.literal(at, UtcDateTime())) for zone, at in dues.items()]
    otherwise = sa.literal(campaign.scheduled_at, UtcDateTime()) if dues else now
    return {
        "version": sa.literal(1),
        "created_at": now,
        "updated_at": now,
        "workspace_id": sa.literal(uow.workspace_id, Uuid16()),
        "campaign_id": sa.literal(campaign.id, Uuid16()),
        "number": sa.func.row_number().over(order_by=found.c.id),
        "address": found.c.address,
        "address_norm": found.c.address_norm,
        "contact_id": found.c.contact_id,
        "state": sa.literal("queued"),
        "due_at": sa.case(*by_zone, else_=otherwise) if by_zone else otherwise,
        "attempts": sa.literal(0),
    }


async def _addresses(uow: UnitOfWork, audience: CampaignAudience, bound: UUID | None) -> Any:
    """Each address once, with the contact that has it, under ids by chance."""
    columns = (
        random_id(uow.runtime.db.dialect).label("id"),
        S.address_norm.label("address_norm"),
        sa.func.min(S.address).label("address"),
        sa.func.min(C.id, type_=Uuid16()).label("contact_id"),
        sa.func.min(C.tz).label("tz"),
    )
    meant = await _meant(uow, audience, *columns)
    return meant.where(S.id <= bound).group_by(S.address_norm).subquery()


async def _meant(uow: UnitOfWork, audience: CampaignAudience, *columns: Any) -> Any:
    """Confirmed subscriptions on the included lists, joined with the live contact that has the address."""
    here = uow.workspace_id
    has = sa.and_(E.workspace_id == here, E.address_norm == S.address_norm, E.live.is_(True))
    living = sa.and_(C.id == E.contact_id, C.workspace_id == here, C.deleted_at.is_(None))
    meant = sa.select(*columns).select_from(S).outerjoin(E, has).outerjoin(C, living)
    meant = meant.where(S.workspace_id == here, *_confirmed(S, audience.include.lists))
    if audience.include.segments:
        meant = meant.where(C.id.is_not(None), await segments.meaning(uow, audience.include.segments))
    if audience.exclude.segments:
        meant = meant.where(sa.or_(C.id.is_(None), ~(await segments.meaning(uow, audience.exclude.segments))))
    if audience.exclude.lists:
        other: Any = aliased(Subscription)
        same = sa.and_(other.workspace_id == here, other.address_norm == S.address_norm)
        left_out = sa.select(other.id).where(same, *_confirmed(other, audience.exclude.lists))
        meant = meant.where(~left_out.exists())
    return meant


def _confirmed(subscription: Any, list_ids: Sequence[UUID]) -> tuple[Any, Any]:
    return subscription.list_id.in_(list_ids), subscription.state == "confirmed"


async def _dues(uow: UnitOfWork, campaign: Campaign, home: str) -> Mapping[str, datetime]:
    """When it is due for each zone that a contact has; for everybody else the workspace's clock counts."""
    at, dues = campaign.scheduled_at, dict[str, datetime]()
    zones = await uow.all(sa.select(col(Contact.tz)).where(col(Contact.tz).is_not(None)).distinct())
    if at is None:
        return dues
    for zone in [home, *zones]:
        try:
            dues[zone] = local_time(at, home=home, zone=zone)
        except (KeyError, ValueError, OSError):  # a zone that this machine does not know
            continue
    return dues

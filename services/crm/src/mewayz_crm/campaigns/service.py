"""Use-cases of campaigns: how one is prepared, and how it comes from state to state."""

from typing import Any
from uuid import UUID

from mewayz_crm.campaigns import preflight, repository
from mewayz_crm.campaigns.events import CampaignCancelled, CampaignFinished, CampaignPaused, CampaignStarted
from mewayz_crm.campaigns.models import Campaign, CampaignChange
from mewayz_crm.campaigns.repository import campaigns, sending
from mewayz_crm.campaigns.rules import CAMPAIGN, DELETABLE, EDITABLE
from mewayz_crm.campaigns.schemas import (
    CampaignAudience,
    CampaignChangeRead,
    CampaignCreate,
    CampaignHistory,
    CampaignPreflight,
    CampaignVariant,
)
from mewayz_crm.lists import service as lists
from mewayz_crm.mail_templates import service as templates
from mewayz_crm.mail_templates.language import problem
from mewayz_crm.segments import service as segments
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.ids import new_id
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork

__all__ = ["campaigns", "create", "delete", "duplicate", "history", "look", "move", "sending", "update"]


async def create(uow: UnitOfWork, data: CampaignCreate) -> Campaign:
    """A draft; 422 for a list, segment, template or sender that is not there."""
    await _check(uow, data.audience, data.variants)
    row = Campaign(
        **data.model_dump(include={"name", "sender_id", "throttle_per_hour"}),
        audience=data.audience.model_dump(mode="json"),
        variants=[_stored(variant) for variant in data.variants],
        ab_test=data.ab_test.model_dump() if data.ab_test else None,
        owner_id=uow.principal.user_id,
    )
    return await campaigns.create(uow, row)


async def update(uow: UnitOfWork, row: Campaign, patch: Any) -> Campaign:
    """Change a campaign that has not started; 409 `campaign_started` afterwards."""
    if row.state not in EDITABLE or row.started_at is not None:
        raise Conflict("campaign_started", "Audience and content are fixed once a campaign has started.")
    values = given(patch)
    for required in ("name", "audience", "variants"):
        if required in values and values[required] is None:
            raise Unprocessable.field(f"/{required}", "missing", "This cannot be null.")
    await _check(uow, values.get("audience") or CampaignAudience(), values.get("variants") or [])
    await campaigns.check_references(uow, {"sender_id": values.get("sender_id")})
    if "audience" in values:
        values["audience"] = values["audience"].model_dump(mode="json")
    if "variants" in values:
        values["variants"] = [_stored(variant) for variant in values["variants"]]
    if values.get("ab_test"):
        values["ab_test"] = values["ab_test"].model_dump()
    async with campaigns.changing(uow, row):
        for name, value in values.items():
            setattr(row, name, value)
    return row


async def delete(uow: UnitOfWork, row: Campaign) -> None:
    """Delete a campaign that does not run; links of its mails go on working."""
    if row.state not in DELETABLE:
        raise Conflict("campaign_active", f"The campaign is {row.state}; cancel or unschedule it first.")
    await campaigns.delete(uow, row)


async def duplicate(uow: UnitOfWork, campaign_id: UUID) -> Campaign:
    """A draft with the same audience, content and pace; of what is gone by now the preflight tells."""
    row = await campaigns.get(uow, campaign_id)
    copies = [
        _stored(CampaignVariant.model_validate({k: v[k] for k in CampaignVariant.model_fields})) for v in row.variants
    ]
    return await campaigns.create(
        uow,
        Campaign(
            name=f"{row.name[:110]} (copy)",
            audience=row.audience,
            variants=copies,
            sender_id=row.sender_id,
            throttle_per_hour=row.throttle_per_hour,
            ab_test=row.ab_test,
            owner_id=uow.principal.user_id,
        ),
    )


async def history(uow: UnitOfWork, campaign_id: UUID) -> CampaignHistory:
    """How the campaign came into its state."""
    await campaigns.read_one(uow, campaign_id)
    return CampaignHistory(
        items=[CampaignChangeRead.model_validate(row) for row in await repository.changes_of(uow, campaign_id)]
    )


async def look(uow: UnitOfWork, campaign_id: UUID) -> CampaignPreflight:
    """What keeps the campaign from starting now."""
    return await preflight.look(uow, await campaigns.get(uow, campaign_id))


async def move(uow: UnitOfWork, row: Campaign, trigger: str, *, reason: str | None = None, **values: Any) -> None:
    """Bring a campaign that the caller holds into its next state with `values`, keep that, and tell; 409
    `invalid_transition`."""
    async with campaigns.changing(uow, row):
        before = CAMPAIGN.demand(row, trigger)
        row.reason = reason
        for name, value in values.items():
            setattr(row, name, value)
    uow.add(
        CampaignChange(campaign_id=row.id, from_state=before, to_state=row.state, reason=reason, actor=uow.principal.id)
    )
    told = {"campaign_id": row.id, "name": row.name, "state": row.state, "at": uow.now}
    if row.state == "running":
        uow.publish(CampaignStarted(**told, recipients=row.recipients or 0, resumed=row.started_at != uow.now))
    elif row.state == "paused" and before == "running":
        uow.publish(CampaignPaused(**told, reason=reason))
    elif row.state == "finished":
        uow.publish(CampaignFinished(**told))
    elif row.state == "cancelled":
        uow.publish(CampaignCancelled(**told))


async def _check(uow: UnitOfWork, audience: CampaignAudience, variants: list[CampaignVariant]) -> None:
    """422 for what is not there now. What goes later is found by the preflight."""
    for name in ("include", "exclude"):
        group = getattr(audience, name)
        if await lists.missing(uow, group.lists):
            raise Unprocessable.field(f"/audience/{name}/lists", "unknown_reference", "There is no such list.")
        if await segments.missing(uow, group.segments):
            raise Unprocessable.field(f"/audience/{name}/segments", "unknown_reference", "There is no such segment.")
    for place, variant in enumerate(variants):
        version = await templates.latest(uow, variant.template_id)
        if version is None:
            where = f"/variants/{place}/template_id"
            raise Unprocessable.field(where, "unknown_reference", "There is no such template for mails.")
        if unknown := sorted(variant.data.keys() - set(version.variables)):
            where = f"/variants/{place}/data/{unknown[0]}"
            raise Unprocessable.field(where, "unknown_variable", "The template has no such variable.")
        if variant.subject and (wrong := problem(variant.subject, version.variables)):
            raise Unprocessable.field(f"/variants/{place}/subject", "invalid_template", f"The subject {wrong}.")


def _stored(variant: CampaignVariant) -> dict[str, Any]:
    """A variant with an id of its own; its version is pinned at the start."""
    known = {"id": str(new_id()), "template_version": None, "version_id": None}
    return variant.model_dump(mode="json") | known

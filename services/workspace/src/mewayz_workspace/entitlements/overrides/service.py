"""Use-cases of overrides."""

from uuid import UUID

from mewayz_kit.errors import Unprocessable
from mewayz_kit.paging import ListQuery
from mewayz_kit.records import Records
from mewayz_kit.schema import Page
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.billing.subscription import trials
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.entitlements.models import Override
from mewayz_workspace.entitlements.overrides.schemas import OverrideCreate, OverrideRead

VALUES = {"limits", "features", "bundles", "plan", "percent_bp", "days"}
records = Records(Override, OverrideRead, entity="override", public=False)


async def page(uow: UnitOfWork, query: ListQuery) -> Page[OverrideRead]:
    """Overrides of every workspace, for staff."""
    with uow.unscoped("staff looks at overrides"):
        return await records.page(uow, query)


async def create(uow: UnitOfWork, data: OverrideCreate) -> Override:
    """Give something to one workspace; it works on the next request."""
    await _refuse_unknown(uow, data)
    value = data.model_dump(include=VALUES, exclude_defaults=True)
    async with uow.within(workspace_id=data.workspace_id):
        await entitlements.lock(uow)
        if data.days is not None:
            await trials.extend(uow, data.days)
        row = Override(
            kind=data.kind,
            value=value,
            until=data.until,
            reason=data.reason,
            given_by=uow.principal.user_id,
        )
        await records.create(uow, row)
        await audit.note_staff(
            uow,
            action="workspace.override.created",
            target_type="override",
            target_id=row.id,
            reason=data.reason,
            changes={"value": {"before": None, "after": value}},
        )
        await entitlements.refresh(uow)
    return row


async def end(uow: UnitOfWork, override_id: UUID) -> None:
    """Take an override back; what exceeds the limits then freezes."""
    with uow.unscoped("staff ends an override"):
        row = await records.get(uow, override_id, lock=True)
    async with uow.within(workspace_id=row.workspace_id):
        async with records.changing(uow, row):
            row.ended_at = row.ended_at or uow.now
        await audit.note_staff(
            uow,
            action="workspace.override.ended",
            target_type="override",
            target_id=row.id,
            reason="ended by staff",
            changes={"value": {"before": row.value, "after": None}},
        )
        await entitlements.refresh(uow)


async def _refuse_unknown(uow: UnitOfWork, data: OverrideCreate) -> None:
    """422 for names that are not in the catalogue."""
    known = {feature.slug for feature in await catalogue.features(uow)}
    if unknown := [slug for slug in data.features if slug not in known]:
        raise Unprocessable.field("/features", "unknown_feature", f"There is no feature {unknown[0]}.")
    limits = (await catalogue.terms(uow, "plan", "free")).limits
    if unknown := [metric for metric in data.limits if metric not in limits]:
        raise Unprocessable.field("/limits", "unknown_limit", f"There is no limit {unknown[0]}.")
    for key in data.bundles:
        await catalogue.terms(uow, "bundle", key)
    if data.plan:
        await catalogue.terms(uow, "plan", data.plan)

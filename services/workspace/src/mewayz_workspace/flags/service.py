"""Use-cases of feature flags."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.crypto import new_code
from mewayz_kit.errors import Conflict, NotFound, Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.audit.staff import StaffRecords
from mewayz_workspace.entitlements.models import Subscription
from mewayz_workspace.flags.events import FlagChanged
from mewayz_workspace.flags.models import FeatureFlag
from mewayz_workspace.flags.rules import BUCKETS, MAINTENANCE, Rollout, is_on
from mewayz_workspace.flags.schemas import FlagCreate, FlagRead, FlagRulesRead, FlagUpdate, Maintenance

records = StaffRecords(FeatureFlag, FlagRead, entity="feature_flag")


async def create(uow: UnitOfWork, data: FlagCreate) -> FeatureFlag:
    """A new flag; UNIQUE decides between two of one key."""
    _refuse_maintenance(data.key)
    fields = data.model_dump(mode="json")
    row = FeatureFlag(**fields | {"salt": data.salt or new_code(8).lower()})
    await records.create(uow, row)
    _tell(uow, row)
    return row


async def update(uow: UnitOfWork, row: FeatureFlag, patch: FlagUpdate) -> FeatureFlag:
    """Change a flag; it holds on the next request here, and within 30 seconds everywhere."""
    _refuse_maintenance(row.key)
    fields = given(patch)
    if empty := [name for name, value in fields.items() if value is None and name != "description"]:
        raise Unprocessable.field(f"/{empty[0]}", "null", "This field cannot be null.")
    async with records.changing(uow, row):
        for name, value in fields.items():
            setattr(row, name, value.model_dump(mode="json") if name == "rules" else value)
    _tell(uow, row)
    return row


async def delete(uow: UnitOfWork, row: FeatureFlag) -> None:
    """Off everywhere, for good."""
    _refuse_maintenance(row.key)
    _tell(uow, row, deleted=True)
    await records.delete(uow, row)


async def evaluated(uow: UnitOfWork) -> dict[str, bool]:
    """Every flag as it is for the present workspace, by key; maintenance is none of the app's."""
    rows = await uow.all(sa.select(FeatureFlag).where(col(FeatureFlag.key) != MAINTENANCE).order_by(FeatureFlag.key))
    plan = await _plan(uow)
    return {row.key: is_on(Rollout.of(row), uow.workspace_id, plan) for row in rows}


async def in_maintenance(uow: UnitOfWork, workspace_id: UUID) -> bool:
    """Whether a workspace is closed for maintenance now."""
    row = await _maintenance(uow)
    if row is None or not row.on:
        return False
    return is_on(Rollout.of(row), workspace_id, "")


async def maintenance(uow: UnitOfWork) -> FeatureFlag:
    """The row that says whether the platform is in maintenance."""
    found = await _maintenance(uow, lock=uow.writes)
    if found is None:
        raise NotFound(detail="There is no maintenance flag.")
    return found


async def switch_maintenance(uow: UnitOfWork, data: Maintenance) -> FeatureFlag:
    """Close the platform, or some workspaces, for tenants; staff and health checks go on."""
    row = await maintenance(uow)
    before = {"on": row.on, "workspaces": row.rules.get("workspaces", [])}
    chosen = [str(workspace_id) for workspace_id in data.workspaces]
    row.on, row.rollout_bp = data.on, 0 if chosen else BUCKETS
    row.rules = {"workspaces": chosen, "blocked": [], "plans": []}
    await uow.flush()
    after = {"on": row.on, "workspaces": chosen}
    await audit.note_staff(
        uow,
        action="workspace.maintenance.switched",
        target_type="feature_flag",
        target_id=row.id,
        reason=data.reason,
        changes={name: {"before": before[name], "after": after[name]} for name in after},
    )
    _tell(uow, row)
    return row


async def _maintenance(uow: UnitOfWork, *, lock: bool = False) -> FeatureFlag | None:
    statement = sa.select(FeatureFlag).where(col(FeatureFlag.key) == MAINTENANCE)
    found: FeatureFlag | None = await uow.scalar(statement.with_for_update() if lock else statement)
    return found


async def _plan(uow: UnitOfWork) -> str:
    return str(await uow.scalar(sa.select(col(Subscription.plan))) or "")


def _tell(uow: UnitOfWork, row: FeatureFlag, *, deleted: bool = False) -> None:
    rules: dict[str, Any] = FlagRulesRead.model_validate(row.rules).model_dump()
    about = row.model_dump(include={"id", "key", "on", "rollout_bp", "salt"})
    uow.publish(FlagChanged(**about, **rules, deleted=deleted))


def _refuse_maintenance(key: str) -> None:
    if key == MAINTENANCE:
        raise Conflict("reserved_flag", "Maintenance has its own route, which asks for a reason.")

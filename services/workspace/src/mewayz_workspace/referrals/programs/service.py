"""Use-cases of referral programs."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit.staff import StaffRecords
from mewayz_workspace.referrals.models import PlatformProgram, ReferralCode, ReferralProgram
from mewayz_workspace.referrals.programs.schemas import PlatformProgramCreate, ProgramCreate, ProgramRead

KEPT_OF_CUSTOMERS = 300
"""Basis points that the platform keeps of rewards of customer programs (workspace.md §9)."""
records = Records(ReferralProgram, ProgramRead, entity="referral_program")
platform = StaffRecords(
    PlatformProgram, ProgramRead, entity="platform_program", tells=("created", "updated"), public=False
)
Program = ReferralProgram | PlatformProgram


async def create(uow: UnitOfWork, data: ProgramCreate) -> ReferralProgram:
    """A program for customers; they earn by orders alone."""
    _refuse_triggers(data.model_dump()["rules"])
    row = ReferralProgram(**data.model_dump(mode="json"), kind="customer", kept_bp=KEPT_OF_CUSTOMERS)
    return await records.create(uow, row)


async def create_platform(uow: UnitOfWork, data: PlatformProgramCreate) -> PlatformProgram:
    """A program of the platform, by staff."""
    return await platform.create(uow, PlatformProgram(**data.model_dump(mode="json")))


async def update(uow: UnitOfWork, row: ReferralProgram, patch: Any) -> ReferralProgram:
    """New terms count for what is paid from now on."""
    values = _values(patch)
    _refuse_triggers(values.get("rules", ()))
    async with records.changing(uow, row):
        for name, value in values.items():
            setattr(row, name, value)
    return row


async def update_platform(uow: UnitOfWork, row: PlatformProgram, patch: Any) -> PlatformProgram:
    """New terms count for what is paid from now on."""
    async with platform.changing(uow, row):
        for name, value in _values(patch).items():
            setattr(row, name, value)
    return row


async def delete(uow: UnitOfWork, row: ReferralProgram) -> None:
    """Only a program that nobody has a code of; another one is switched off."""
    used = sa.select(col(ReferralCode.id)).where(col(ReferralCode.program_id) == row.id)
    if await uow.scalar(used.limit(1)) is not None:
        raise Conflict("program_in_use", "There are codes of this program; switch it off instead.")
    await records.delete(uow, row)


async def of_kind(uow: UnitOfWork, kind: str) -> PlatformProgram:
    """The newest active program of the platform of a kind, or 409."""
    found: PlatformProgram | None = await uow.scalar(
        sa.select(PlatformProgram)
        .where(col(PlatformProgram.kind) == kind, col(PlatformProgram.active).is_(True))
        .order_by(col(PlatformProgram.created_at).desc(), col(PlatformProgram.id).desc())
        .limit(1)
    )
    if found is None:
        raise Conflict("program_inactive", f"There is no active {kind} program now.")
    return found


async def find(uow: UnitOfWork, program_id: UUID, kind: str) -> Program | None:
    """The program of a code; customer programs are looked up in the present workspace."""
    if kind == "customer":
        return await uow.find(ReferralProgram, program_id)
    return await uow.find(PlatformProgram, program_id)


def _values(patch: Any) -> dict[str, Any]:
    fields = {name: patch.model_dump(mode="json")[name] for name in given(patch)}
    nullable = {"max_rewards", "max_amount"}
    if empty := [name for name, value in fields.items() if value is None and name not in nullable]:
        raise Unprocessable.field(f"/{empty[0]}", "null", "This field cannot be null.")
    keys = [rule["key"] for rule in fields.get("rules", ())]
    if len(keys) != len(set(keys)):
        raise Unprocessable.field("/rules", "duplicate_key", "Two rules have one key.")
    return fields


def _refuse_triggers(rules: Any) -> None:
    for place, rule in enumerate(rules):
        if rule["trigger"] != "order":
            raise Unprocessable.field(f"/rules/{place}/trigger", "not_yours", "Customers earn by orders.")

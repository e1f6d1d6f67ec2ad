"""Use-cases of referral codes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.crypto import new_token
from mewayz_kit.errors import NotFound, Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.referrals.codes.schemas import CodeCreate, CodeRead, CodeShown, CodeUpdate
from mewayz_workspace.referrals.models import ReferralCode
from mewayz_workspace.referrals.programs import service as programs

LENGTH = 10


async def _with_url(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    return {row["id"]: {"url": url_of(uow, row["code"])} for row in rows}


records = Records(ReferralCode, CodeRead, entity="referral_code", extend=_with_url)


def url_of(uow: UnitOfWork, code: str) -> str:
    """Where a newcomer begins."""
    return f"{uow.runtime.settings.public_url.rstrip('/')}/register?ref={code}"


async def create(uow: UnitOfWork, data: CodeCreate) -> ReferralCode:
    """A code of the caller for the platform's program, or of a customer; 409 `code_taken`."""
    if data.kind == "platform":
        program = await programs.of_kind(uow, "platform")
        return await issue(uow, program.id, "platform", code=data.code, label=data.label, user_id=uow.principal.user_id)
    program_id = data.program_id
    if program_id is None or await programs.find(uow, program_id, "customer") is None:
        raise Unprocessable.field("/program_id", "unknown_reference", "There is no such record.")
    about = {"code": data.code, "label": data.label, "referrer_email": data.referrer_email}
    return await issue(uow, program_id, "customer", **about)


async def issue(uow: UnitOfWork, program_id: UUID, kind: str, *, code: str | None, **fields: Any) -> ReferralCode:
    """Store a code, as wished or made."""
    row = ReferralCode(program_id=program_id, kind=kind, code=code or _made(), **fields)
    return await records.create(uow, row)


async def update(uow: UnitOfWork, row: ReferralCode, patch: CodeUpdate) -> ReferralCode:
    """Another label, or an end; who came by it stays attributed."""
    if "active" in given(patch) and patch.active is None:
        raise Unprocessable.field("/active", "null", "This field cannot be null.")
    return await records.update(uow, row, patch)


async def own(uow: UnitOfWork) -> ReferralCode:
    """The caller's own code of the platform's program in this workspace, made when there is none."""
    program = await programs.of_kind(uow, "platform")
    mine = sa.select(ReferralCode).where(
        col(ReferralCode.program_id) == program.id,
        col(ReferralCode.user_id) == uow.principal.user_id,
        col(ReferralCode.active).is_(True),
    )
    found: ReferralCode | None = await uow.scalar(mine.order_by(col(ReferralCode.created_at)).limit(1))
    return found or await create(uow, CodeCreate())


async def by_code(uow: UnitOfWork, code: str) -> ReferralCode | None:
    """The live code of this name, in whichever workspace."""
    with uow.unscoped("a code names no workspace"):
        found: ReferralCode | None = await uow.scalar(
            sa.select(ReferralCode).where(
                col(ReferralCode.code) == code.strip().lower(), col(ReferralCode.active).is_(True)
            )
        )
    return found


async def show(uow: UnitOfWork, code: str) -> CodeShown:
    """A code for a visitor, or 404."""
    row = await by_code(uow, code)
    if row is None:
        raise NotFound(detail="There is no such code.")
    async with uow.within(workspace_id=row.workspace_id):
        program = await programs.find(uow, row.program_id, row.kind)
        known = await users.by_ids(uow, [row.user_id])
    if program is None or not program.active:
        raise NotFound(detail="There is no such code.")
    user = known.get(row.user_id) if row.user_id else None
    return CodeShown(
        code=row.code,
        kind=row.kind,
        program=program.name,
        invited_by=user.name if user else None,
        window_days=program.window_days,
    )


async def retire(uow: UnitOfWork, user_id: UUID) -> int:
    """Codes of a person who is erased stop working and name nobody; what they have earned stays."""
    with uow.unscoped("a person is erased from every workspace"):
        change = sa.update(ReferralCode).where(col(ReferralCode.user_id) == user_id)
        done = await uow.execute(
            change.values(user_id=None, label=None, active=False).execution_options(synchronize_session=False)
        )
    return int(done.rowcount)


def _made() -> str:
    """Letters and digits that nobody guesses; two alike meet the unique key."""
    letters = "".join(letter for letter in new_token(24).lower() if letter.isalnum())
    return letters[:LENGTH]

"""Counting."""

from datetime import timedelta

from mewayz_identity.erasures import service as erasures
from mewayz_identity.overview.schemas import Overview
from mewayz_identity.sessions import service as sessions
from mewayz_identity.staff_members import service as staff_members
from mewayz_identity.users import service as users
from mewayz_kit.uow import UnitOfWork


async def measure(uow: UnitOfWork) -> Overview:
    """The counts of this moment, from stored rows."""
    return Overview(
        users_by_status=await users.count_by_status(uow),
        registered_last_24_hours=await users.count_since(uow, uow.now - timedelta(hours=24)),
        living_sessions=await sessions.count_living(uow),
        staff_without_second_factor=await staff_members.count_without_factor(uow),
        erasures_by_state=await erasures.count_by_state(uow),
        as_of=uow.now,
    )

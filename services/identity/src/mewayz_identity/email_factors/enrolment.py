"""Asking for codes by mail."""

from mewayz_identity.credentials import service as credentials
from mewayz_identity.email_factors import service
from mewayz_identity.email_factors.schemas import EmailFactorAdded
from mewayz_identity.factors import service as factors
from mewayz_identity.users import service as users
from mewayz_kit.errors import Forbidden
from mewayz_kit.uow import UnitOfWork


async def add(uow: UnitOfWork) -> EmailFactorAdded:
    """Protect the caller's account by mailed codes; with the first second factor recovery codes are made."""
    user = await users.get(uow, uow.user_id, lock=True)
    if user.email_verified_at is None:
        raise Forbidden("email_not_verified", "Verify your e-mail address first.")
    row = await service.add(uow, user.id)
    codes = await factors.first_codes(uow, user.id)
    await credentials.changed(uow, user, "email_code_added")
    shown = await service.RECORDS.show_one(uow, row)
    return EmailFactorAdded(**shown.model_dump(), recovery_codes=codes)

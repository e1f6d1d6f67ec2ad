"""Recording consents."""

from uuid import UUID

from mewayz_identity.consents.models import Consent
from mewayz_kit.uow import UnitOfWork


async def give(uow: UnitOfWork, user_id: UUID, *, kind: str, version: str) -> None:
    """The person agrees to a version of a document."""
    async with uow.within(user_id=user_id):
        uow.add(Consent(kind=kind, document_version=version, given_at=uow.now, ip=uow.cause.client_ip))

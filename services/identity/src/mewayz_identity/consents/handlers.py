"""Asking for consents again when a document changes."""

from mewayz_identity.consents import service
from mewayz_identity.consents.events import LegalDocumentPublished
from mewayz_kit.events import on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


@on(LegalDocumentPublished)
async def demand_consent(envelope: Envelope, uow: UnitOfWork) -> None:
    """A version that requires it waits in `pending_terms` of everybody until accepted."""
    document = LegalDocumentPublished.model_validate(envelope.data)
    if document.requires_reaccept:
        await service.demand(uow, kind=document.kind, version=document.version, published_at=envelope.time)

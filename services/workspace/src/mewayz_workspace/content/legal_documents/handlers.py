"""When a document comes into force."""

from mewayz_kit.events import job
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.content.legal_documents import service
from mewayz_workspace.content.legal_documents.schemas import InForce


@job
async def tell_of_force(document: InForce, uow: UnitOfWork) -> None:
    """The day has come."""
    await service.tell(uow, document.id)

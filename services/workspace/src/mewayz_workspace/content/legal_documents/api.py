"""Routes of legal documents: public to read, staff writes."""

from typing import Annotated

from fastapi import Query

from mewayz_kit.auth import Anyone, Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal
from mewayz_workspace.content.legal_documents import service
from mewayz_workspace.content.legal_documents.handlers import tell_of_force
from mewayz_workspace.content.legal_documents.schemas import (
    InForce,
    Kind,
    LegalDocumentCreate,
    LegalDocumentRead,
    LegalDocumentShown,
    LegalDocumentsShown,
    LegalDocumentUpdate,
)

public_router = new_router("workspace/public/legal-documents")
PUBLIC = options(rate="public")
Language = Annotated[str, Query(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$", description="Wanted language.")]
Version = Annotated[str | None, Query(max_length=40, description="A version; absent: the one that holds now.")]


@public_router.get("", openapi_extra=PUBLIC)
async def list(p: Anyone, uow: Uow, locale: Language = "en") -> LegalDocumentsShown:
    """What holds now, by kind."""
    rows = await service.current(uow, locale=locale)
    return LegalDocumentsShown(items=[LegalDocumentShown.model_validate(row) for row in rows])


@public_router.get("/{kind}", openapi_extra=PUBLIC)
async def get(
    kind: Kind, p: Anyone, uow: Uow, locale: Language = "en", document_version: Version = None
) -> LegalDocumentShown:
    """The version that holds now, or a published one by its version."""
    row = await service.version(uow, kind=kind, locale=locale, document_version=document_version)
    return LegalDocumentShown.model_validate(row)


documents = Resource(
    "workspace/admin/legal-documents",
    service.records,
    create=LegalDocumentCreate,
    update=LegalDocumentUpdate,
    permission="platform.legal_documents",
    auth="staff",
    filter=("kind", "locale", "state", "document_version", "effective_at"),
    sort=("created_at", "effective_at"),
    search=("title",),
    verbs=("list", "get", "create", "update", "delete"),
    on_create=service.create,
    on_update=service.update,
    on_delete=service.delete,
)
router = documents.router


@router.post("/{document_id}/publish")
async def publish(
    document_id: Id, p: Annotated[Principal, staff("platform.legal_documents:write")], uow: Uow
) -> LegalDocumentRead:
    """Make it public, for ever; from `effective_at` on whoever has to accept it is asked.

    409 `published_is_immutable`; 422 when it would hold before today.
    """
    row = await service.publish(uow, document_id)
    uow.enqueue(tell_of_force, InForce(id=row.id), at=max(uow.now, row.effective_at), dedupe=str(row.id))
    return LegalDocumentRead.model_validate(row)

"""Recording consents, and asking for them when a document changes."""

from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.base import update
from mewayz_identity.consents.models import Consent, LegalDocument
from mewayz_identity.consents.schemas import ConsentCreate, ConsentRead, PendingDocument
from mewayz_kit.errors import Conflict
from mewayz_kit.paging import ListRules
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

RECORDS = Records(Consent, ConsentRead, entity="consent", tells=())
LIST = ListRules(Consent, tuple(ConsentRead.model_fields), filter=("kind",))
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


async def give(uow: UnitOfWork, user_id: UUID, *, kind: str, version: str) -> None:
    """The person agrees to a version of a document."""
    async with uow.within(user_id=user_id):
        uow.add(Consent(kind=kind, document_version=version, given_at=uow.now, ip=uow.cause.client_ip))


async def answer(uow: UnitOfWork, data: ConsentCreate) -> ConsentRead:
    """Keep an answer of the caller."""
    row = Consent(
        kind=data.kind,
        document_version=data.document_version,
        given_at=uow.now if data.granted else None,
        withdrawn_at=None if data.granted else uow.now,
        ip=uow.cause.client_ip,
    )
    uow.add(row)
    await uow.flush()
    return await RECORDS.show_one(uow, row)


async def accept(uow: UnitOfWork, *, kind: str, version: str) -> None:
    """Agree to what waits; 409 `not_pending` for any other version, so that nobody agrees to an old text."""
    waiting = await pending(uow, uow.user_id)
    if (kind, version) not in {(item.kind, item.document_version) for item in waiting}:
        raise Conflict("not_pending", "This version does not wait for your consent.")
    await give(uow, uow.user_id, kind=kind, version=version)


async def pending(uow: UnitOfWork, user_id: UUID) -> list[PendingDocument]:
    """Documents whose present version the person has not agreed to."""
    documents = await uow.all(sa.select(LegalDocument).order_by(col(LegalDocument.kind)))
    if not documents:
        return []
    async with uow.within(user_id=user_id):
        rows = await uow.execute(
            sa.select(col(Consent.kind), col(Consent.document_version)).where(col(Consent.given_at).is_not(None))
        )
        given = {(kind, version) for kind, version in rows.all()}
    return [
        PendingDocument(kind=row.kind, document_version=row.document_version, published_at=row.published_at)
        for row in documents
        if (row.kind, row.document_version) not in given
    ]


async def demand(uow: UnitOfWork, *, kind: str, version: str, published_at: datetime) -> None:
    """Everybody must agree to this version anew; an older event never overwrites a newer one."""
    first = {"kind": kind, "document_version": version, "published_at": NEVER}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, LegalDocument).values(**first))
    await uow.execute(
        update(LegalDocument)
        .where(col(LegalDocument.kind) == kind, col(LegalDocument.published_at) < published_at)
        .values(document_version=version, published_at=published_at)
    )

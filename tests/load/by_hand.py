"""Companies without the chassis: what `service_bench` compares it with.

Both applications are plain FastAPI and SQLAlchemy as one writes them when speed counts: statements are made once,
lists read columns instead of entities, one transaction per request. They know their tenant beforehand and check
nobody's rights. Like every process of the house they keep what lives long out of garbage collection. `least` runs one
statement per request; `same` those that the chassis runs, and gives the same answer.
"""

import os
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from fastapi import Depends, FastAPI
from pydantic import BaseModel, create_model
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from mewayz_crm.companies.models import Company, CompanyDomain
from mewayz_crm.companies.schemas import CompanyCreate, CompanyRead
from mewayz_crm.custom_fields.models import CustomField
from mewayz_crm.tags.models import Tag, Tagging
from mewayz_kit.clock import SystemClock
from mewayz_kit.db import open_database
from mewayz_kit.ids import new_id
from mewayz_kit.run import settle

URL = "/api/v1/crm/companies"
WORKSPACE, DATABASE = "MEWAYZ_LOAD_WORKSPACE", "MEWAYZ_LOAD_DATABASE"
TABLES: dict[str, Any] = Company.metadata.tables


def _sessions() -> tuple[Any, Any]:
    """Dependencies: a session that reads, and one that is committed before the answer leaves."""
    database = open_database(os.environ[DATABASE])

    async def reading() -> AsyncIterator[AsyncSession]:
        async with AsyncSession(database.read) as session:
            yield session

    async def writing() -> AsyncIterator[AsyncSession]:
        async with AsyncSession(database.write, expire_on_commit=False) as session:
            yield session
            await session.commit()

    return Depends(reading, scope="function"), Depends(writing, scope="function")


def _newest(columns: list[Any], workspace: UUID) -> Any:
    table = TABLES["companies"]
    return (
        sa.select(*columns)
        .where(table.c.workspace_id == workspace, table.c.deleted_at.is_(None))
        .order_by(table.c.created_at.desc(), table.c.id.desc())
        .limit(26)
    )


def least() -> FastAPI:
    """One SELECT, or one INSERT and its commit."""
    workspace = UUID(os.environ[WORKSPACE])
    reading, writing = _sessions()
    columns = TABLES["companies"].c
    known = {name: info for name, info in CompanyRead.model_fields.items() if name in columns}
    page = _newest([columns[name] for name in known], workspace)
    fields: dict[str, Any] = {name: (info.annotation, ...) for name, info in known.items()}
    Plain: Any = create_model("Plain", **fields)

    class Companies(BaseModel):
        items: list[Plain]

    app = FastAPI()

    @app.get(URL)
    async def find(session: Annotated[AsyncSession, reading]) -> Companies:
        rows = (await session.execute(page)).mappings().all()
        return Companies(items=[Plain.model_validate(dict(row)) for row in rows[:25]])

    @app.post(URL, status_code=201)
    async def create(data: CompanyCreate, session: Annotated[AsyncSession, writing]) -> Plain:
        row = _company(data, workspace)
        session.add(row)
        await session.flush()
        return Plain.model_validate(row, from_attributes=True)

    settle()
    return app


def same() -> FastAPI:
    """The statements that the chassis runs: a page reads domains and tags; a new company reads the custom fields and
    writes an event beside its row."""
    workspace = UUID(os.environ[WORKSPACE])
    reading, writing = _sessions()
    page = _newest(list(TABLES["companies"].c), workspace)
    ids: Any = sa.bindparam("ids", expanding=True)
    domains = (
        sa.select(col(CompanyDomain.company_id), col(CompanyDomain.domain))
        .where(col(CompanyDomain.company_id).in_(ids), col(CompanyDomain.workspace_id) == workspace)
        .order_by(col(CompanyDomain.position))
    )
    tags = (
        sa.select(col(Tagging.record_id), col(Tag.name))
        .join(Tag, (col(Tag.id) == col(Tagging.tag_id)) & (col(Tag.workspace_id) == workspace))
        .where(col(Tagging.record_id).in_(ids), col(Tagging.workspace_id) == workspace)
        .order_by(col(Tag.name_norm))
    )
    fields = sa.select(CustomField).where(
        col(CustomField.entity) == "company", col(CustomField.workspace_id) == workspace
    )

    class Companies(BaseModel):
        items: list[CompanyRead]

    app = FastAPI()

    @app.get(URL)
    async def find(session: Annotated[AsyncSession, reading]) -> Companies:
        rows = (await session.execute(page)).mappings().all()[:25]
        found: dict[UUID, Any] = {row["id"]: {**row, "domains": [], "tags": []} for row in rows}
        for company_id, domain in await session.execute(domains, {"ids": list(found)}):
            found[company_id]["domains"].append(domain)
        for company_id, tag in await session.execute(tags, {"ids": list(found)}):
            found[company_id]["tags"].append(tag)
        return Companies(items=[CompanyRead.model_validate(row) for row in found.values()])

    @app.post(URL, status_code=201)
    async def create(data: CompanyCreate, session: Annotated[AsyncSession, writing]) -> CompanyRead:
        custom = {f.key: f.default for f in await session.scalars(fields) if f.default is not None}
        row = _company(data, workspace)
        row.custom = custom | data.custom
        session.add(row)
        await session.flush()
        parts: dict[str, list[str]] = {}
        for name, statement in (("domains", domains), ("tags", tags)):
            parts[name] = [part for _, part in await session.execute(statement, {"ids": [row.id]})]
        shown = CompanyRead.model_validate({**row.model_dump(), **parts})
        await session.execute(sa.insert(TABLES["outbox"]).values(**_event(shown, workspace)))
        return shown

    settle()
    return app


def _company(data: CompanyCreate, workspace: UUID) -> Company:
    now = SystemClock().now()
    given = data.model_dump(exclude={"domains", "tags", "allow_duplicate", "custom"})
    return Company(**given, name_key=data.name.lower(), workspace_id=workspace, created_at=now, updated_at=now)


def _event(shown: CompanyRead, workspace: UUID) -> dict[str, Any]:
    message_id, type_, key = new_id(), "crm.company.created.v1", str(shown.id)
    envelope = {
        "specversion": "1.0",
        "id": message_id,
        "source": "crm",
        "type": type_,
        "subject": key,
        "time": shown.created_at,
        "data": shown.model_dump(mode="json"),
        "workspaceid": workspace,
    }
    return {"message_id": message_id, "type": type_, "key": key, "envelope": orjson.dumps(envelope).decode()}

"""What the chassis costs a service: its list of 25 and its create, against a bare FastAPI + SQLModel handler that
does the same SQL on the same table of the same database."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

import httpx2
import sqlalchemy as sa
from fastapi import Depends, FastAPI
from joserfc.jwk import OKPKey
from sqlalchemy.ext.asyncio import AsyncSession
from tests.load.tools import HEADER, hammer, serve

from mewayz_kit.clock import SystemClock
from mewayz_kit.db import open_database
from mewayz_kit.ids import new_id
from mewayz_kit.run import create_api
from mewayz_kit.service import Runtime, installed_services
from mewayz_kit.tokens import TokenSigner
from mewayz_kit.transport.local import LocalTransport
from mewayz_testing import servers
from mewayz_testing.bench import ServiceBench, issuer_app, random_key

URL = "/api/v1/crm/companies"
WORKSPACE, SEED = "MEWAYZ_LOAD_WORKSPACE", "MEWAYZ_LOAD_KEY"
DATABASE = "MEWAYZ_LOAD_DATABASE"


def _signer() -> TokenSigner:
    return TokenSigner(OKPKey.import_key(os.environ[SEED]), "mewayz-gateway")


def chassis() -> FastAPI:
    """crm as it is."""
    [service] = installed_services(["crm"])
    settings = service.settings(
        database_url=os.environ[DATABASE],
        secret_key=random_key(),
        workload_secret=random_key(),
        files_url="file:///tmp/load",
    )
    internal = {"gateway": httpx2.ASGITransport(issuer_app(_signer()))}
    return create_api(service, Runtime(service, settings, transport=LocalTransport(), internal=internal))


def bare() -> FastAPI:
    """The same two statements, by hand."""
    from pydantic import BaseModel, create_model

    from mewayz_crm.companies.models import Company
    from mewayz_crm.companies.schemas import CompanyCreate, CompanyRead

    database = open_database(os.environ[DATABASE])
    workspace = UUID(os.environ[WORKSPACE])
    table: Any = Company.__table__  # type: ignore[attr-defined]
    columns = [table.c[name] for name in CompanyRead.model_fields if name in table.c]
    page = (
        sa.select(*columns)
        .where(table.c.workspace_id == workspace, table.c.deleted_at.is_(None))
        .order_by(table.c.created_at.desc(), table.c.id.desc())
        .limit(26)
    )
    app = FastAPI()

    fields = {name: (info.annotation, ...) for name, info in CompanyRead.model_fields.items() if name in table.c}
    Plain: Any = create_model("Plain", **fields)

    class Companies(BaseModel):
        items: list[Plain]  # type: ignore[valid-type]

    async def reading() -> AsyncIterator[AsyncSession]:
        async with AsyncSession(database.read) as session:
            yield session

    async def writing() -> AsyncIterator[AsyncSession]:
        async with AsyncSession(database.write) as session:
            yield session
            await session.commit()

    @app.get(URL)
    async def find(session: Annotated[AsyncSession, Depends(reading, scope="function")]) -> Companies:
        rows = (await session.execute(page)).mappings().all()
        return Companies(items=[Plain.model_validate(dict(row)) for row in rows[:25]])

    @app.post(URL, status_code=201)
    async def create(
        data: CompanyCreate, session: Annotated[AsyncSession, Depends(writing, scope="function")]
    ) -> Plain:  # type: ignore[valid-type]
        now = SystemClock().now()
        row = Company(name=data.name, workspace_id=workspace, created_at=now, updated_at=now)
        session.add(row)
        await session.flush()
        return Plain.model_validate(row, from_attributes=True)

    return app


@asynccontextmanager
async def filled(rows: int) -> AsyncIterator[tuple[UUID, str]]:
    """A migrated crm schema with one workspace that has `rows` companies."""
    [service] = installed_services(["crm"])
    from mewayz_testing.schemas import MysqlSchemas

    schemas = MysqlSchemas(servers.create_schema)
    await asyncio.to_thread(schemas.prepare, service)
    url = schemas._urls[service.name]
    async with ServiceBench.open(service, url, files_url="file:///tmp/load") as bench:
        workspace = await bench.workspace(features=["contacts"])
        member = bench.member(workspace)
        for number in range(rows):
            await member.post(
                URL,
                json={"name": f"Company {number}", "allow_duplicate": True, "industry": "Plastics", "country": "Chile"},
            )
        yield workspace, url


async def main() -> None:
    """Print both tables."""
    key = OKPKey.generate_key("Ed25519")
    async with filled(100) as (workspace, url):
        environment = {WORKSPACE: str(workspace), DATABASE: url, SEED: key.as_pem(private=True).decode()}
        os.environ |= environment
        claims = {
            "kind": "member",
            "sub": str(new_id()),
            "ws": str(workspace),
            "role": "owner",
            "scope": "*:*",
            "pv": 1,
        }
        print("### Service: list of 25 and create, one worker, 32 connections\n")
        with serve("tests.load.service_bench:bare") as hand, serve("tests.load.service_bench:chassis") as ours:
            for title, path, body in (
                ("list", f"{URL}?limit=25", None),
                ("create", URL, '{"name": "Ferrell LLC", "allow_duplicate": true}'),
            ):
                base = hammer(hand, path, body=body)
                headers = {"mewayz-internal-token": _signer().sign(claims)}
                with_kit = hammer(ours, path, body=body, headers=headers)
                print(
                    HEADER,
                    base.row(f"{title}, bare handler", base),
                    with_kit.row(f"{title}, chassis", base),
                    "",
                    sep="\n",
                )
    servers.drop_schemas()

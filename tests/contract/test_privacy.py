"""What is left of a purged workspace and an erased person, in every table of every service: declared evidence."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from tests.contract.rows import fill

from mewayz_kit.ids import new_id
from mewayz_kit.service import Service, installed_services
from mewayz_testing.bench import ServiceBench

SERVICES = installed_services()


@pytest.fixture(params=SERVICES, ids=lambda service: service.name)
def service(request: pytest.FixtureRequest) -> Service:
    """Each of them."""
    found: Service = request.param
    assert found.features
    return found


@pytest.fixture
async def bench(service: Service, database: str, tmp_path: Path) -> AsyncIterator[ServiceBench]:
    """The service on a database of its own."""
    async with ServiceBench.open(service, database, files_url=f"file://{tmp_path}/files") as opened:
        yield opened


def tables(service: Service, column: str) -> dict[str, sa.Table]:
    return {
        name: table
        for name, table in service.base.metadata.tables.items()
        if column in table.columns and "model" in table.info
    }


async def left(bench: ServiceBench, column: str, owner: UUID) -> set[str]:
    """The tables that still have a row of this owner."""
    async with bench.runtime.db.read.connect() as connection:
        found = set()
        for name, table in tables(bench.runtime.service, column).items():
            row = await connection.execute(sa.select(table.c[column]).where(table.c[column] == owner).limit(1))
            if row.first() is not None:
                found.add(name)
    return found


async def populate(bench: ServiceBench, seed: int, workspace: UUID, user: UUID) -> None:
    """A row in every table, of this workspace and this person where it says so."""
    models = [table for table in bench.runtime.service.base.metadata.sorted_tables if "model" in table.info]
    given = {"workspace_id": workspace, "user_id": user, "workspaces.id": workspace, "users.id": user}
    async with bench.runtime.db.write.begin() as connection:
        await connection.run_sync(fill, models, seed=seed, given=given)


async def test_only_declared_evidence_outlives_its_workspace_or_person(bench: ServiceBench, service: Service) -> None:
    acme, other, ada, bob = (new_id() for _ in range(4))
    await bench.run_until_idle()  # the timers of this hour, which would take old rows for forgotten ones
    await populate(bench, 3, acme, ada)
    await populate(bench, 40, other, bob)
    kept = {name for name, table in service.base.metadata.tables.items() if "retained" in table.info}

    erasure = {"erasure": str(new_id()), "user": str(ada), "pseudonym": "person-7"}
    await bench.deliver("identity.user.deleted.v1", erasure, public=False)
    assert await bench.inbox("dead") == []
    assert len(await bench.published(f"{service.name}.erasure.completed.v1")) == 1
    of_persons = {name for name, t in tables(service, "user_id").items() if t.info.get("scope") != "workspace"}
    assert await left(bench, "user_id", ada) & of_persons <= kept, "say __retained__ = 'why', or let it go"
    assert await left(bench, "user_id", bob) >= of_persons, "somebody else's rows are gone"

    await bench.deliver("workspace.workspace.purge_requested.v1", {"id": str(acme)}, workspace_id=acme)
    assert await bench.inbox("dead") == []
    assert len(await bench.published(f"{service.name}.purge.completed.v1")) == 1
    assert await left(bench, "workspace_id", acme) <= kept, "say __retained__ = 'why', or let it go"
    assert await left(bench, "workspace_id", other) == set(tables(service, "workspace_id")), "another tenant's rows"

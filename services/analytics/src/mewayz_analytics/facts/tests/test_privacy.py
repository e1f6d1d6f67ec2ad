"""People leave the facts without changing a number; workspaces leave them altogether."""

from typing import Any

import sqlalchemy as sa

from mewayz_analytics.base import Base
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

LOGIN = "identity.login.succeeded.v1"


async def everything(bench: ServiceBench, *, without: tuple[str, ...]) -> str:
    """All stored rows of the service as text."""
    rows = []
    async with bench.runtime.db.read.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name not in without:
                rows += [str(tuple(row)) for row in await connection.execute(sa.select(table))]
    return "\n".join(rows)


async def test_an_erased_person_is_named_nowhere_and_still_counted(
    bench: ServiceBench, open_workspace: Any, overview: Any
) -> None:
    acme, person, other = await open_workspace(), str(new_id()), str(new_id())
    for user in (person, other):
        await bench.deliver("workspace.member.created.v1", {"user_id": user}, workspace_id=acme, actor=user)
        await bench.deliver(LOGIN, {"user_id": user, "method": "password"}, actor=user)
        owned = {"id": str(new_id()), "owner_id": user}
        await bench.deliver("crm.contact.created.v1", owned, workspace_id=acme, actor=user)
    before = await overview(bench.member(acme))
    deleted = {"erasure": str(new_id()), "user": person, "pseudonym": "erased-7f3a"}
    for _ in range(2):
        await bench.deliver("identity.user.deleted.v1", deleted, public=False)
    kept = await everything(bench, without=("inbox", "outbox", "kit_tombstones"))
    assert person not in kept
    assert other in kept
    assert "erased-7f3a" in kept
    assert await overview(bench.member(acme)) == before
    assert before["people_signed_in"]["value"] == 2
    completed = await bench.published("analytics.erasure.completed.v1")
    assert [event.data["counts"] for event in completed] == [{"facts": 4, "members": 1}] * 2
    await bench.deliver(LOGIN, {"user_id": person})
    assert (await overview(bench.member(acme)))["logins"]["value"] == 2


async def test_a_purged_workspace_leaves_nothing_and_takes_nothing(
    bench: ServiceBench, open_workspace: Any, overview: Any
) -> None:
    acme, other = await open_workspace(), await open_workspace()
    for workspace in (acme, other):
        await bench.deliver("crm.contact.created.v1", {"id": str(new_id())}, workspace_id=workspace)
    about = {"id": str(acme), "name": "A", "slug": "a", "timezone": "UTC", "locale": "en", "currency": "EUR"}
    about |= {"status": "deleted", "version": 9}
    await bench.deliver("workspace.workspace.purge_requested.v1", about, workspace_id=acme)
    await bench.deliver("crm.contact.created.v1", {"id": str(new_id())}, workspace_id=acme)
    await bench.deliver("workspace.workspace.purged.v1", {"workspace_id": str(acme)}, workspace_id=acme, public=False)
    [receipt] = await bench.published("analytics.purge.completed.v1")
    assert receipt.data["counts"]["facts"] >= 2
    left = [t for t in Base.metadata.sorted_tables if t.info.get("scope") == "workspace"]
    async with bench.runtime.db.read.connect() as connection:
        for table in left:
            mine = sa.select(sa.func.count()).select_from(table).where(table.c.workspace_id == acme)
            assert await connection.scalar(mine) == 0, table.name
    assert (await overview(bench.member(other)))["contacts_created"]["value"] == 1


async def test_a_person_gets_what_was_counted(bench: ServiceBench, open_workspace: Any) -> None:
    acme, person = await open_workspace(), str(new_id())
    await bench.deliver("crm.contact.created.v1", {"id": str(new_id())}, workspace_id=acme, actor=person)
    await bench.deliver("identity.export.requested.v1", {"export": str(new_id()), "user": person}, public=False)
    [part] = await bench.published("analytics.export_part.ready.v1")
    assert part.data["counts"] == {"facts": 1}

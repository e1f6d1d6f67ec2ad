"""Members of a limited role find and read of records with owners what is theirs, wherever workspace shows records."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
import pytest

from mewayz_kit.ids import new_id
from mewayz_workspace.projections.record_access.service import REMEMBERED_SECONDS

API = "/api/v1/workspace"


@dataclass
class Office:
    """A workspace in which Bob sells and sees only his own records."""

    town: Any
    workspace: UUID
    boss: httpx2.AsyncClient
    bob: httpx2.AsyncClient
    ada_id: UUID
    bob_id: UUID
    limit_id: UUID

    async def tell(self, type_: str, version: int = 1, **data: Any) -> str:
        """An event of crm, caused by Ada."""
        body = {"id": str(data.pop("id", new_id())), **data}
        extra = {"workspace_id": self.workspace, "actor": str(self.ada_id), "aggregateversion": version}
        await self.town.bench.deliver(f"{type_}.v1", body, audit={"changes": {}}, **extra)
        return str(body["id"])


async def found(client: httpx2.AsyncClient, q: str) -> list[str]:
    answer = await client.get(f"{API}/search", params={"q": q})
    assert answer.status_code == 200, answer.text
    return sorted(item["title"] for item in answer.json()["items"])


async def told(client: httpx2.AsyncClient, path: str = "activity") -> list[str]:
    answer = await client.get(f"{API}/{path}", params={"service": "crm", "limit": 100})
    assert answer.status_code == 200, answer.text
    return sorted(f"{item['target_type']} {item['target_id']}" for item in answer.json()["items"])


@pytest.fixture
async def office(town: Any) -> Office:
    """Ada's workspace."""
    ada, bob = await town.person("Ada"), await town.person("Bob")
    workspace = await town.found(ada)
    boss = await town.enter(ada, workspace)
    role = {"key": "sales", "name": "Sales", "permissions": ["*:read", "workspace.audit:export"]}
    assert (await boss.post(f"{API}/roles", json=role)).status_code == 201
    await town.join(boss, bob, role="sales")
    opened = Office(town, workspace, boss, await town.enter(bob, workspace), ada, bob, new_id())
    await opened.tell("crm.limited_role.created", id=opened.limit_id, role="sales")
    return opened


async def test_what_has_another_owner_is_neither_found_nor_told(office: Office) -> None:
    anns, bobs = new_id(), office.bob_id
    theirs = [
        await office.tell(f"crm.{kind}.created", name=f"Acme {kind}", owner_id=str(anns))
        for kind in ("contact", "company", "lead", "deal", "activity")
    ]
    theirs.append(await office.tell("crm.note.created", body="Acme note", subject_id=theirs[0]))
    theirs.append(await office.tell("crm.contact.created", name="Acme nobody", owner_id=None))
    mine = [
        await office.tell(f"crm.{kind}.created", name=f"Acme my {kind}", owner_id=str(bobs))
        for kind in ("contact", "company", "lead", "deal", "activity")
    ]
    mine.append(await office.tell("crm.note.created", body="Acme my note", subject_id=mine[0]))
    both = {"owner_id": str(anns), "assignee_id": str(bobs)}
    mine.append(await office.tell("crm.activity.created", subject="Acme my task", **both))
    shared = await office.tell("crm.campaign.created", name="Acme sale")
    await office.tell("crm.message.sent", id=new_id())

    titles = ["Acme my activity", "Acme my company", "Acme my contact", "Acme my deal", "Acme my lead", "Acme my note"]
    assert await found(office.bob, "acme") == sorted([*titles, "Acme my task", "Acme sale"])
    assert len(await found(office.boss, "acme")) == 15
    for path in ("activity", "audit-entries"):
        seen = {line.split()[1] for line in await told(office.bob, path)}
        assert seen - {str(office.limit_id)} == {*mine, shared}, path
        assert {line.split()[1] for line in await told(office.boss, path)} >= {*mine, *theirs, shared}
    exported = await office.bob.get(f"{API}/audit-entries/export", params={"format": "json", "service": "crm"})
    assert {entry["target_id"] for entry in exported.json()} == {*mine, shared}
    [hidden] = (await office.boss.get(f"{API}/audit-entries", params={"target_id": theirs[0]})).json()["items"]
    assert (await office.bob.get(f"{API}/audit-entries/{hidden['id']}")).status_code == 404


async def test_a_record_that_is_given_away_takes_its_past_along(office: Office) -> None:
    one = await office.tell("crm.contact.created", name="Sheryl", owner_id=str(office.bob_id))
    note = await office.tell("crm.note.created", body="Sheryl likes tea", subject_id=one)
    assert await found(office.bob, "sheryl") == ["Sheryl", "Sheryl likes tea"]
    await office.tell("crm.contact.updated", version=3, id=one, name="Sheryl", owner_id=str(new_id()))
    await office.tell("crm.contact.updated", version=2, id=one, name="Sheryl", owner_id=str(office.bob_id))
    assert await found(office.bob, "sheryl") == [] == await told(office.bob)
    await office.tell("crm.contact.updated", version=4, id=one, name="Sheryl", owner_id=str(office.bob_id))
    await office.tell("crm.contact.deleted", version=5, id=one, name="Sheryl", owner_id=str(office.bob_id))
    assert await found(office.bob, "sheryl") == ["Sheryl likes tea"]
    assert set(await told(office.bob)) == {f"contact {one}", f"note {note}"}, "the act stays after the record"


async def test_a_role_that_is_limited_no_more_sees_everything_and_others_always_did(office: Office) -> None:
    await office.tell("crm.contact.created", name="Sheryl", owner_id=str(new_id()))
    assert await found(office.bob, "sheryl") == []
    assert await found(office.town.bench.member(office.workspace, role="editor"), "sheryl") == ["Sheryl"]
    key = office.town.bench.member(office.workspace, role=None)
    assert await found(key, "sheryl") == ["Sheryl"], "a key of the workspace has no role"
    await office.tell("crm.limited_role.deleted", id=office.limit_id, role="sales")
    office.town.bench.clock.advance(seconds=REMEMBERED_SECONDS)
    assert await found(office.bob, "sheryl") == ["Sheryl"]

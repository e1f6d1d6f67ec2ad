"""A purged workspace leaves nothing behind, whatever refers to whatever."""

from uuid import UUID

import sqlalchemy as sa

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

API = "/api/v1/crm"


async def rows_of(bench: ServiceBench, workspace: UUID) -> dict[str, int]:
    """How many rows a workspace has in each table of its own."""
    every = bench.runtime.service.base.metadata.sorted_tables
    tables = [table for table in every if table.info.get("scope") == "workspace" or table.name.endswith("_words")]
    async with bench.runtime.db.read.connect() as connection:
        return {
            table.name: int(
                await connection.scalar(
                    sa.select(sa.func.count()).select_from(table).where(table.c.workspace_id == workspace)
                )
                or 0
            )
            for table in tables
        }


async def test_a_purge_takes_every_record_of_one_workspace_only(mailing: ServiceBench) -> None:
    bench = mailing
    workspace, other = await bench.workspace(), await bench.workspace()
    for member in (bench.member(workspace), bench.member(other)):
        firms: list[str] = []
        for number in range(3):
            body = {
                "name": f"Firm {number}",
                "domains": [f"f{number}.example"],
                "parent_id": firms[-1] if firms else None,
            }
            firms.append((await member.post(f"{API}/companies", json=body)).json()["id"])
        field = {"entity": "contact", "key": "number", "label": "Number", "type": "text", "unique": True}
        await member.post(f"{API}/custom-fields", json=field)
        person = {
            "emails": [{"address": "a@example.com"}],
            "phones": [{"raw": "110"}],
            "company_id": firms[0],
            "tags": ["vip"],
            "custom": {"number": "1"},
        }
        contact = (await member.post(f"{API}/contacts", json=person)).json()["id"]
        deal = (await member.post(f"{API}/deals", json={"name": "Big", "contact_ids": [contact]})).json()["id"]
        await member.post(f"{API}/deals/{deal}/win")
        await member.post(f"{API}/leads", json={"company_name": "Maybe"})
        await member.patch(f"{API}/settings", json={"postal_address": "Main St 1"})
        news = (await member.post(f"{API}/lists", json={"name": "News", "wording": "Monthly."})).json()["id"]
        await member.post(f"{API}/contacts/{contact}/subscriptions", json={"list_id": news})
        await member.post(f"{API}/suppressions", json={"value": "b@example.com"})
        sender = {"name": "Acme", "address": "acme@example.com"}
        sender_id = (await member.post(f"{API}/senders", json=sender)).json()["id"]
        await member.post(f"{API}/senders/{sender_id}/send-code")
        template = {"key": "hello", "subject": "Hi", "body": "Hello"}
        await member.post(f"{API}/mail-templates", json=template)
        await member.post(f"{API}/mail-domains", json={"domain": "example.com"})
        mail = {"to": "a@example.com", "subject": "Hi", "text": "Hello"}
        await member.post(f"{API}/messages", json=mail, headers={"idempotency-key": "1"})
        about = {"type": "deal", "id": deal}
        task = {"type": "task", "subject": "Call", "related": [about], "reminders": [{"days": 1}]}
        await member.post(f"{API}/activities", json=task)
        await member.post(f"{API}/notes", json={"subject_type": "deal", "subject_id": deal, "body": "Hi"})
        friends = (await member.post(f"{API}/segments", json={"name": "Friends"})).json()["id"]
        await member.post(f"{API}/segments/{friends}/add", json={"contact_ids": [contact]})
        tree = {"field": "segments", "op": "has_any", "value": [friends]}
        await member.post(f"{API}/segments", json={"name": "Outer", "kind": "dynamic", "filter": tree})
        await member.post(f"{API}/views", json={"name": "Friends", "entity": "contact", "filter": tree})
        twins = [{"name": "Twin", "allow_duplicate": True} for _ in range(3)]
        ids = [(await member.post(f"{API}/companies", json=twin)).json()["id"] for twin in twins]
        await member.post(f"{API}/companies/{ids[0]}/merge", json={"ids": ids[1:2]})
        await member.post(f"{API}/duplicate-sets/scan", json={})
        await member.put(f"{API}/record-access", json={"roles": {"sales": "own"}})
        await member.put(f"{API}/assignment", json={"user_ids": []})
    for one in (workspace, other):
        await bench.deliver("workspace.member.created.v1", {"user_id": str(new_id())}, workspace_id=one)
    await bench.run_until_idle()

    mine, theirs = await rows_of(bench, workspace), await rows_of(bench, other)
    assert {name for name, count in mine.items() if count} == {name for name, count in theirs.items() if count}
    purge = {"id": str(workspace), "workspace_id": str(workspace), "workspace": str(workspace)}
    await bench.deliver("workspace.workspace.purge_requested.v1", purge, workspace_id=workspace)
    assert await bench.inbox("dead") == []
    [receipt] = await bench.published("crm.purge.completed.v1")
    assert receipt.data["counts"]["companies"] == 6
    assert not any((await rows_of(bench, workspace)).values())
    assert await rows_of(bench, other) == theirs

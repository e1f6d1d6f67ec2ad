"""The notice about a contact that somebody looks after now: asked for with ids, worded when it leaves."""

from typing import Any
from uuid import UUID

import httpx2

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/crm/contacts"
RENDER = "/internal/v1/notices/render"


async def words(bench: ServiceBench, notice: dict[str, Any], user: UUID, workspace: UUID, **more: Any) -> Any:
    asked = {"notice": notice, "user": str(user), "workspace": str(workspace), "permissions": ["crm.*:read"], **more}
    answer: httpx2.Response = await bench.service("workspace").post(RENDER, json=asked)
    assert answer.status_code in {200, 404}, answer.text
    return answer.json() if answer.status_code == 200 else None


async def test_the_words_come_when_the_notice_leaves_and_only_for_who_may_read_them(bench: ServiceBench) -> None:
    acme, other, ada, bob = await bench.workspace(), await bench.workspace(), new_id(), new_id()
    member = bench.member(acme, user_id=ada)
    contact = (await member.post(URL, json={"first_name": "Jane", "last_name": "Doe"})).json()
    where = f"{URL}/{contact['id']}"
    assert (await member.post(f"{where}/assign", json={"owner_id": str(bob)})).status_code == 200
    [event] = await bench.published("crm.notice.requested.v1")
    notice = event.data
    assert event.workspaceid == acme
    assert notice["recipients"]["users"] == [str(bob)]
    assert (notice["deferred"], notice["params"]) == (True, {"contact_id": contact["id"]})
    await member.patch(where, json={"last_name": "Roe"})
    assert await words(bench, notice, bob, acme) == {"title": "Jane Roe is your contact now", "body": None}
    assert (await words(bench, notice, bob, acme, locale="de-AT"))["title"] == "Jane Roe ist jetzt dein Kontakt"
    assert await words(bench, notice, bob, acme, permissions=[]) is None
    assert await words(bench, notice, bob, acme, permissions=["*:*", "!crm.contacts:read"]) is None
    assert await words(bench, notice, bob, other) is None
    assert await words(bench, notice | {"template": "crm.unheard_of"}, bob, acme) is None
    # Given to somebody else, or deleted, before the notice left.
    await member.post(f"{where}/assign", json={"owner_id": str(ada)})
    assert await words(bench, notice, bob, acme) is None
    assert len(await bench.published("crm.notice.requested.v1")) == 1, "who assigns to themselves knows"
    await member.post(f"{where}/assign", json={"owner_id": str(bob)})
    assert await words(bench, notice, bob, acme) is not None
    await member.delete(where)
    assert await words(bench, notice, bob, acme) is None


async def test_only_workspace_may_ask(bench: ServiceBench) -> None:
    acme = await bench.workspace()
    asked = {"notice": {"template": "crm.contact_assigned"}, "user": str(new_id()), "workspace": str(acme)}
    for caller in (bench.service("finance"), bench.member(acme), bench.client()):
        assert (await caller.post(RENDER, json=asked)).status_code in {401, 403}

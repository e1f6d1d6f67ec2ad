"""What workflows may do in a workspace, under the rights that its own rows give the person at that moment."""

from typing import Any
from uuid import UUID

import pytest

from mewayz_kit.actions import actions_of
from mewayz_kit.ids import new_id
from mewayz_testing.automation import Automation
from mewayz_workspace import service

API = "/api/v1/workspace"
NOTICE = {"title": "A lead has answered", "body": "Call them.", "url": "/crm/leads"}
INVITATION = {"email": "eve@example.com", "role": "editor"}
TICKET = {"subject": "Import stops", "message": "At row 7."}
INPUTS: dict[str, dict[str, Any]] = {
    "notify_members": {**NOTICE, "role": "owner"},
    "invite_member": INVITATION,
    "open_ticket": TICKET,
}


async def ask(town: Any, action: str, data: dict[str, Any], workspace: UUID, user: UUID, **options: Any) -> Any:
    return await Automation().ask(town.bench, action, data, workspace_id=workspace, user_id=user, **options)


async def told(town: Any, user: UUID) -> list[str]:
    found = (await town.as_person(user).get(f"{API}/notifications", params={"category": "work"})).json()["items"]
    return [f"{one['title']} {one['body']} {one['url']}" for one in found]


def test_every_action_is_tried() -> None:
    assert set(actions_of(service)) == set(INPUTS)


async def test_members_are_told_once_and_nobody_else_can_be(town: Any) -> None:
    ada, bob, eve = [await town.person(name) for name in ("Ada", "Bob", "Eve")]
    acme = await town.found(ada)
    await town.join(await town.enter(ada, acme), bob)
    data = {**NOTICE, "user_ids": [str(bob), str(bob)]}
    for _ in range(2):
        answer = await ask(town, "notify_members", data, acme, ada, key="1")
    assert answer["outcome"] == "completed"
    assert (await told(town, bob), await told(town, ada)) == (["A lead has answered Call them. /crm/leads"], [])
    await ask(town, "notify_members", INPUTS["notify_members"], acme, ada)
    assert (len(await told(town, bob)), len(await told(town, ada))) == (1, 1)
    refused = [
        await ask(town, "notify_members", {**NOTICE, "user_ids": [str(eve)]}, acme, ada),
        await ask(town, "notify_members", {**NOTICE, "role": "nobody"}, acme, ada),
        await ask(town, "notify_members", NOTICE, acme, ada),
        await ask(town, "notify_members", {**data, "url": "//elsewhere.example"}, acme, ada),
    ]
    assert [one["code"] for one in refused] == ["validation_failed"] * 4
    assert await told(town, eve) == []


async def test_an_address_is_invited_by_the_rules_of_the_route(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob", verified=False)
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    answer = await ask(town, "invite_member", INVITATION, acme, ada)
    shown = (await owner.get(f"{API}/invitations/{answer['result']['id']}")).json()
    assert (shown["email"], shown["state"], shown["invited_by"]) == ("eve@example.com", "pending", str(ada))
    assert len(await town.mails("eve@example.com")) == 1
    again = await ask(town, "invite_member", {**INVITATION, "email": "ada@example.com"}, acme, ada)
    assert again["code"] == "already_member"
    theirs = await town.found(bob)
    assert (await ask(town, "invite_member", INVITATION, theirs, bob))["code"] == "email_not_verified"


async def test_a_ticket_is_opened_in_the_name_of_the_person(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    answer = await ask(town, "open_ticket", TICKET, acme, ada)
    shown = (await (await town.enter(ada, acme)).get(f"{API}/tickets/{answer['result']['id']}")).json()
    assert (shown["subject"], shown["requester_id"]) == ("Import stops", str(ada))


@pytest.mark.parametrize("name", INPUTS)
async def test_rights_are_those_of_now(town: Any, name: str) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    role = await owner.post(f"{API}/roles", json={"key": "nobody", "name": "Nobody", "permissions": ["!*:*"]})
    assert role.status_code == 201, role.text
    member = await town.join(owner, bob, role="nobody")
    assert (await ask(town, name, INPUTS[name], acme, new_id()))["code"] == "permission_denied"
    refused = await ask(town, name, INPUTS[name], acme, bob)
    assert (refused["outcome"], refused["code"]) == ("failed", "permission_denied")
    await owner.patch(f"{API}/members/{member}", json={"role": "admin"})
    assert (await ask(town, name, INPUTS[name], acme, bob))["outcome"] == "completed"
    await owner.post(f"{API}/members/{member}/suspend")
    assert (await ask(town, name, INPUTS[name], acme, bob))["code"] == "permission_denied"


async def test_a_closed_workspace_does_nothing(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    slug = (await town.as_person(ada).get(f"{API}/workspaces/{acme}")).json()["slug"]
    closed = await town.as_person(ada).post(f"{API}/workspaces/{acme}/close", json={"slug": slug})
    assert closed.status_code == 200, closed.text
    answer = await ask(town, "open_ticket", TICKET, acme, ada)
    assert (answer["outcome"], answer["code"]) == ("failed", "workspace_suspended")

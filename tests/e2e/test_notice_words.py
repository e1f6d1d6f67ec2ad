"""A notice whose words its source gives when it leaves, from one service through the other to the person."""

from typing import Any

from mewayz_testing.people import Platform, succeed

CONTACTS, NOTIFICATIONS = "/api/v1/crm/contacts", "/api/v1/workspace/notifications"


async def test_who_is_given_a_contact_is_told_its_name(platform: Platform) -> None:
    ada, bob = await platform.newcomer("Ada"), await platform.newcomer("Bob")
    acme = await ada.create_workspace("Acme", features=["contacts"])
    await bob.join(acme, role="editor")
    stranger = await platform.newcomer("Eve")
    contact = succeed(await acme.post(CONTACTS, json={"first_name": "Jane", "last_name": "Doe"}))
    for person in (stranger, bob):  # a stranger's id may stand there too, but a stranger is told nothing
        succeed(await acme.post(f"{CONTACTS}/{contact['id']}/assign", json={"owner_id": person.id}))

    async def told() -> Any:
        items = (await bob.must("GET", NOTIFICATIONS, params={"category": "work"}))["items"]
        return [item for item in items if item["template"] == "crm.contact_assigned"]

    [notice] = await platform.until(told, "the notice")
    assert notice["title"] == "Jane Doe is your contact now"
    assert (notice["url"], notice["workspace_id"]) == (f"/crm/contacts/{contact['id']}", acme.id)
    assert (await stranger.must("GET", NOTIFICATIONS, params={"category": "work"}))["items"] == []

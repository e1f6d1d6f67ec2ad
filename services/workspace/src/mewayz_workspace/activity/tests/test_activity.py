"""The activity feed through its route."""

from typing import Any
from uuid import UUID

from mewayz_kit.ids import new_id

API = "/api/v1/workspace"


async def _tell(town: Any, workspace: UUID, type_: str, by: UUID | str, **data: Any) -> str:
    body = {"id": str(data.pop("id", new_id())), **data}
    audit = {"changes": {"name": {"before": None, "after": body.get("name")}}}
    await town.bench.deliver(f"{type_}.v1", body, workspace_id=workspace, actor=str(by), audit=audit)
    return str(body["id"])


async def _texts(client: Any, **parameters: Any) -> list[str]:
    answer = await client.get(f"{API}/activity", params=parameters)
    assert answer.status_code == 200, answer.text
    return [item["text"] for item in answer.json()["items"]]


async def test_acts_are_told_in_sentences_in_the_readers_language(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    await town.join(owner, bob, role="viewer")
    await town.bench.deliver("identity.user.updated.v1", {"id": str(bob), "locale": "de-AT"})
    deal = await _tell(town, acme, "crm.deal.created", ada, name="Renewal")
    await _tell(town, acme, "crm.deal.won", ada, id=deal, name="Renewal")
    await _tell(town, acme, "crm.deal.updated", "crm", id=deal, name="Renewal")
    assert (await _texts(owner, service="crm")) == ["Ada won a deal “Renewal”", "Ada created a deal “Renewal”"]
    german = await _texts(await town.enter(bob, acme), service="crm")
    assert german[0] == "Ada hat ein Geschäft „Renewal“ gewonnen"
    [shown] = (await owner.get(f"{API}/activity?action=crm.deal.won")).json()["items"]
    assert (shown["url"], shown["actor_name"]) == (f"/crm/deals/{deal}", "Ada")


async def test_only_what_the_reader_may_read(town: Any) -> None:
    ada, bob, eve = await town.person("Ada"), await town.person("Bob"), await town.person("Eve")
    acme, other = await town.found(ada), await town.found(eve, "Other")
    owner = await town.enter(ada, acme)
    role = {"key": "blind", "name": "Blind", "permissions": ["*:read", "!crm.*:read"]}
    await owner.post(f"{API}/roles", json=role)
    await town.join(owner, bob, role="blind")
    await _tell(town, acme, "crm.contact.created", ada, name="Sheryl")
    await _tell(town, acme, "crm.secret.created", ada, name="Unknown kind")
    assert await _texts(owner, target_type="contact") == ["Ada created a contact “Sheryl”"]
    assert await _texts(owner, target_type="secret") == []
    assert await _texts(await town.enter(bob, acme), target_type="contact") == []
    assert await _texts(await town.enter(eve, other), target_type="contact") == []


async def test_names_of_the_erased_are_forgotten_the_act_is_not(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    one = await _tell(town, acme, "crm.contact.created", ada, name="Sheryl")
    await _tell(town, acme, "crm.contact.erased", ada, id=one)
    texts = await _texts(owner, target_type="contact")
    assert "Ada created a contact" in texts
    assert not [text for text in texts if "Sheryl" in text]
    entries = (await owner.get(f"{API}/audit-entries?target_id={one}")).json()["items"]
    assert all(entry["changes"] is None for entry in entries)

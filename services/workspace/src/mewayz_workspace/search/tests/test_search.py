"""The search through its route, fed by events as the services publish them."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from mewayz_kit.ids import new_id
from mewayz_workspace.search import service
from mewayz_workspace.search.models import SearchDocument, SearchTerm

API = "/api/v1/workspace"
URL = f"{API}/search"


async def _tell(town: Any, workspace: UUID, type_: str, version: int = 1, **data: Any) -> str:
    body = {"id": str(data.pop("id", new_id())), **data}
    await town.bench.deliver(f"{type_}.v1", body, workspace_id=workspace, aggregateversion=version)
    return str(body["id"])


async def _titles(client: Any, q: str, **parameters: Any) -> list[str]:
    answer = await client.get(URL, params={"q": q, **parameters})
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


async def test_records_are_found_by_the_beginnings_of_their_words(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    assert (await owner.get(URL, params={"q": "sheryl"})).json() == {"items": []}
    contact = await _tell(
        town, acme, "crm.contact.created", name="Sheryl Baxter", emails=[{"value": "zuniga@smith.info"}], city="Zürich"
    )
    await _tell(town, acme, "crm.deal.created", name="Baxter renewal", tags=["vip"])
    await _tell(town, acme, "crm.tag.created", name="Sheryl")
    for words in ("sheryl", "SHER", "bax sher", "zuniga@smith.info", "zurich sheryl", "smith"):
        assert await _titles(owner, words) == ["Sheryl Baxter"], words
    assert await _titles(owner, "sheryl nobody") == []
    assert await _titles(owner, "eryl") == [], "words are found from their beginning"
    assert sorted(await _titles(owner, "baxter")) == ["Baxter renewal", "Sheryl Baxter"]
    assert await _titles(owner, "baxter", types="crm.contact") == ["Sheryl Baxter"]
    [hit] = (await owner.get(URL, params={"q": "zuniga"})).json()["items"]
    assert (hit["type"], hit["id"], hit["url"]) == ("crm.contact", contact, f"/crm/contacts/{contact}")
    assert "zuniga@smith.info" in hit["snippet"]
    for wrong in ({"q": ""}, {"q": "x", "types": "crm.nonsense"}, {"q": "x", "limit": 51}, {}):
        assert (await owner.get(URL, params=wrong)).status_code == 400
    assert await _titles(owner, "--- !!") == []


async def test_lists_and_mail_templates_are_found_and_a_layout_by_its_key(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    await _tell(town, acme, "crm.list.created", name="Newsletter", purpose="News about tea")
    await _tell(town, acme, "crm.mail_template.created", key="welcome", subject="Tea for you", preheader=None)
    await _tell(town, acme, "crm.mail_template.created", key="tea-layout", subject="", body="<p>{{ content }}</p>")
    await _tell(town, acme, "crm.sender.created", name="Tea house", address="tea@example.com")
    assert sorted(await _titles(owner, "tea")) == ["Newsletter", "Tea for you", "tea-layout"]
    assert await _titles(owner, "welcome") == ["Tea for you"]


async def test_an_exact_title_comes_first_then_what_begins_like_it(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    await _tell(town, acme, "crm.company.created", name="Blue Ocean")
    for name, description in (("Red", "made by blue ocean"), ("Ocean of Blue", ""), ("Blue Ocean Trading", "")):
        await _tell(town, acme, "crm.company.created", name=name, description=description)
    found = await _titles(owner, "blue ocean")
    assert found == ["Blue Ocean", "Blue Ocean Trading", "Ocean of Blue", "Red"]


async def test_a_change_is_found_anew_and_what_is_gone_is_gone(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    one = await _tell(town, acme, "crm.contact.created", name="Sheryl Baxter")
    await _tell(town, acme, "crm.contact.updated", version=3, id=one, name="Sheryl Smith")
    await _tell(town, acme, "crm.contact.updated", version=2, id=one, name="Sheryl Late")
    assert await _titles(owner, "sheryl") == ["Sheryl Smith"]
    assert await _titles(owner, "baxter") == []
    await _tell(town, acme, "crm.contact.deleted", version=4, id=one, name="Sheryl Smith")
    assert await _titles(owner, "sheryl") == []
    await _tell(town, acme, "crm.contact.updated", version=5, id=one, name="Sheryl Back")
    assert await _titles(owner, "sheryl") == ["Sheryl Back"]
    async with town.bench.uow(workspace_id=acme) as uow:
        assert await uow.scalar(sa.select(sa.func.count(SearchDocument.id))) == 1
        assert set(await uow.all(sa.select(SearchTerm.term))) == {"sheryl", "back"}


async def test_only_what_the_caller_may_read_and_only_here(town: Any) -> None:
    ada, bob, eve = await town.person("Ada"), await town.person("Bob"), await town.person("Eve")
    acme, other = await town.found(ada), await town.found(eve, "Other")
    owner = await town.enter(ada, acme)
    role = {"key": "blind", "name": "Blind", "permissions": ["*:read", "!crm.*:read"]}
    assert (await owner.post(f"{API}/roles", json=role)).status_code == 201
    await town.join(owner, bob, role="blind")
    await _tell(town, acme, "crm.contact.created", name="Sheryl Baxter")
    await _tell(town, acme, "analytics.dashboard.created", name="Sheryl board")
    assert sorted(await _titles(owner, "sheryl")) == ["Sheryl Baxter", "Sheryl board"]
    blind = await town.enter(bob, acme)
    assert await _titles(blind, "sheryl") == ["Sheryl board"]
    assert await _titles(blind, "sheryl", types="crm.contact") == []
    assert await _titles(await town.enter(eve, other), "sheryl") == []


async def test_the_index_is_made_anew_from_its_documents(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "STEP", 2)  # so that there are several
    ada, eve = await town.person("Ada"), await town.person("Eve")
    acme, other = await town.found(ada), await town.found(eve, "Other")
    owner, stranger = await town.enter(ada, acme), await town.enter(eve, other)
    one = await _tell(town, acme, "crm.contact.created", name="Sheryl Baxter", city="Zürich")
    two = await _tell(town, acme, "crm.contact.created", name="Gone Tomorrow")
    await _tell(town, acme, "crm.contact.updated", version=2, id=one, name="Sheryl Smith", city="Zürich")
    await _tell(town, acme, "crm.contact.deleted", version=2, id=two, name="Gone Tomorrow")
    await _tell(town, acme, "crm.deal.created", name="Sheryl renewal")
    await _tell(town, other, "crm.contact.created", name="Sheryl Elsewhere")
    for workspace in (acme, other):
        async with town.bench.uow(workspace_id=workspace) as uow:
            await uow.execute(sa.delete(SearchTerm))
    async with town.bench.uow(workspace_id=acme) as uow:
        forgotten = {"title": "Sheryl", "title_norm": "sheryl", "text": "", "url": "/", "changed_at": uow.now}
        uow.add(SearchDocument(type="crm.fax", record_id="1", **forgotten))
    assert await _titles(owner, "sheryl") == []
    body = {"reason": "words were lost"}
    for _ in range(2):
        started = await town.bench.staff().post(f"{API}/admin/search-rebuilds", json=body)
        assert started.status_code == 202, started.text
        assert started.json()["documents"] in {4, 3}, "a kind that is not searched any more has left"
        await town.bench.run_until_idle()
    assert sorted(await _titles(owner, "sheryl")) == ["Sheryl Smith", "Sheryl renewal"]
    assert await _titles(owner, "zurich smith") == ["Sheryl Smith"]
    assert await _titles(owner, "gone") == []
    assert await _titles(stranger, "sheryl") == ["Sheryl Elsewhere"]
    assert (await owner.post(f"{API}/admin/search-rebuilds", json=body)).status_code == 403

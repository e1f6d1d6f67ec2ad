"""Suppressions through their routes."""

import sqlalchemy as sa

from mewayz_testing.bench import ServiceBench

API = "/api/v1/crm"
URL = f"{API}/suppressions"


async def test_a_suppressed_address_is_off_every_list_and_stays_off(bench: ServiceBench) -> None:
    acme, other = await bench.workspace(), await bench.workspace()
    member, stranger = bench.member(acme), bench.member(other)
    lists = []
    for name in ("News", "Shop"):
        made = await member.post(f"{API}/lists", json={"name": name, "opt_in": "single"})
        lists.append(made.json()["id"])
        body = {"list_id": lists[-1], "address": "jane@example.com"}
        assert (await member.post(f"{API}/subscriptions", json=body)).status_code == 201
    made = await member.post(URL, json={"value": "Jane@Example.com", "reason": "complaint"})
    assert (made.status_code, made.json()["value"]) == (201, "Jane@example.com"), made.text
    rows = (await member.get(f"{API}/subscriptions", params={"address": "jane@example.com"})).json()["items"]
    assert [row["state"] for row in rows] == ["unsubscribed", "unsubscribed"]
    assert len(await bench.published("crm.subscription.unsubscribed.v1")) == 2
    withdrawn = (await member.get(f"{API}/consents", params={"action": "withdrawn"})).json()["items"]
    assert [row["method"] for row in withdrawn] == ["suppression", "suppression"]

    weaker = await member.post(URL, json={"value": "jane@example.com"})
    assert (weaker.json()["id"], weaker.json()["reason"]) == (made.json()["id"], "complaint")
    fixed = await member.delete(f"{URL}/{made.json()['id']}")
    assert (fixed.status_code, fixed.json()["code"]) == (409, "suppression_fixed")

    domain = await member.post(URL, json={"kind": "domain", "value": "https://www.Spam.example/x"})
    assert domain.json()["value"] == "spam.example"
    new = {"list_id": lists[0], "address": "somebody@spam.example"}
    refused = await member.post(f"{API}/subscriptions", json=new)
    assert (refused.status_code, refused.json()["code"], refused.json()["reason"]) == (409, "suppressed", "manual")
    asked = {"addresses": ["JANE@example.com", "a@spam.example", "fine@example.com"]}
    checked = (await member.post(f"{URL}/check", json=asked)).json()["items"]
    assert [(item["suppressed"], item["reason"]) for item in checked] == [
        (True, "complaint"), (True, "manual"), (False, None),
    ]  # fmt: skip
    assert not any(i["suppressed"] for i in (await stranger.post(f"{URL}/check", json=asked)).json()["items"])
    assert (await member.delete(f"{URL}/{domain.json()['id']}")).status_code == 204
    assert (await member.post(f"{API}/subscriptions", json=new)).status_code == 201
    for wrong in ({"value": "nobody"}, {"kind": "domain", "value": "x"}, {"value": "a@b.example", "reason": "erased"}):
        answer = await member.post(URL, json=wrong)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["pointer"] in {"/value", "/reason"}


async def test_of_an_erased_address_only_a_hash_is_left_that_recognises_it(bench: ServiceBench) -> None:
    from mewayz_crm.lists.subscriptions import service as subscriptions

    acme = await bench.workspace()
    member = bench.member(acme)
    news = (await member.post(f"{API}/lists", json={"name": "News", "opt_in": "single"})).json()["id"]
    body = {"list_id": news, "address": "jane@example.com"}
    await member.post(f"{API}/subscriptions", json=body)
    await member.post(URL, json={"value": "jane@example.com"})
    for _ in range(2):
        async with bench.uow(workspace_id=acme) as uow:
            await subscriptions.forget(uow, "jane@example.com")
    [left] = (await member.get(URL)).json()["items"]
    assert (left["value"], left["reason"]) == (None, "erased")
    assert (await member.get(f"{API}/subscriptions")).json()["items"] == []
    said = (await member.get(f"{API}/consents")).json()["items"]
    assert [(row["address"], row["action"]) for row in said] == [(None, "withdrawn"), (None, "given")]
    refused = await member.post(f"{API}/subscriptions", json=body)
    assert (refused.status_code, refused.json()["reason"]) == (409, "erased")
    assert (await member.delete(f"{URL}/{left['id']}")).status_code == 409


async def test_a_long_list_of_suppressions_is_searched_by_words(bench: ServiceBench) -> None:
    member, stranger = bench.member(await bench.workspace()), bench.member(await bench.workspace())
    for value in ("Ann.Lee@navy.example", "bob@sub.navy.example"):
        assert (await member.post(URL, json={"value": value})).status_code == 201
    assert (await member.post(URL, json={"kind": "domain", "value": "navy.example"})).status_code == 201
    for words, found in (
        ("nav", {"Ann.Lee@navy.example", "bob@sub.navy.example", "navy.example"}),
        ("lee", {"Ann.Lee@navy.example"}),
        ("bob@sub.navy.example", {"bob@sub.navy.example"}),
        ("avy", set()),
    ):
        page = (await member.get(URL, params={"q": words, "count": "true"})).json()
        assert ({one["value"] for one in page["items"]}, page["total"]) == (found, len(found)), words
    assert (await stranger.get(URL, params={"q": "nav"})).json()["items"] == []
    [ann] = (await member.get(URL, params={"q": "ann"})).json()["items"]
    assert (await member.delete(f"{URL}/{ann['id']}")).status_code == 204
    assert (await member.get(URL, params={"q": "ann"})).json()["items"] == []


async def test_no_word_of_an_erased_person_is_kept(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = (await member.post(f"{API}/contacts", json={"emails": [{"address": "Zoe@navy.example"}]})).json()
    news = (await member.post(f"{API}/lists", json={"name": "News", "opt_in": "single"})).json()["id"]
    joined = await member.post(f"{API}/subscriptions", json={"list_id": news, "address": "zoe@navy.example"})
    assert joined.status_code == 201, joined.text
    assert (await member.post(URL, json={"value": "zoe@navy.example"})).status_code == 201
    for noun in ("subscriptions", "suppressions"):
        assert len((await member.get(f"{API}/{noun}", params={"q": "zoe"})).json()["items"]) == 1
    assert (await member.post(f"{API}/contacts/{contact['id']}/erase")).status_code == 200
    async with bench.runtime.db.read.connect() as connection:
        for table in ("subscriptions_words", "suppressions_words"):
            found = await connection.execute(sa.text(f"SELECT count(*) FROM {table} WHERE word LIKE 'zo%'"))
            assert found.scalar_one() == 0, table

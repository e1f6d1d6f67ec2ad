"""Suppressions through their routes."""

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

"""Webhook endpoints through their routes."""

from typing import Any

import pytest

from mewayz_testing.race import race_statuses

API = "/api/v1/workspace/webhook-endpoints"
BODY = {"url": "https://hooks.example.com/in", "event_types": ["crm.*"]}


async def house(town: Any, places: int = 1) -> tuple[Any, Any]:
    ada = await town.person("Ada")
    acme = await town.found(ada, "Acme")
    await town.comp(acme, "webhooks")
    if places > 1:
        await town.grant(acme, workspace__webhook_endpoints=places)
    return acme, await town.enter(ada, acme)


async def test_without_the_feature_there_is_none(town: Any) -> None:
    ada = await town.person("Ada")
    owner = await town.enter(ada, await town.found(ada))
    before = await town.counts()
    answer = await owner.post(API, json=BODY)
    assert (answer.status_code, answer.json()["code"]) == (403, "feature_disabled")
    assert await town.counts() == before


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hooks.example.com/in", "https_required"),
        ("https://127.0.0.1/in", "destination_refused"),
        ("https://[::1]/in", "destination_refused"),
        ("https://169.254.169.254/latest", "destination_refused"),
        ("https://localhost/in", "destination_refused"),
        ("https://user:pass@example.com/", "url_invalid"),
        ("ftp://example.com/x", "url_invalid"),
    ],
)
async def test_addresses_that_are_refused(town: Any, url: str, code: str) -> None:
    _, owner = await house(town)
    before = await town.counts()
    answer = await owner.post(API, json=BODY | {"url": url})
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert await town.counts() == before


async def test_the_last_place_is_given_once_and_comes_back(town: Any) -> None:
    _, owner = await house(town, 2)

    async def attempt(number: int) -> Any:
        return await owner.post(API, json=BODY | {"url": f"https://hooks.example.com/{number}"})

    assert await race_statuses(attempt, callers=6) == {201: 2, 402: 4}
    [one, _] = (await owner.get(API)).json()["items"]
    assert (await owner.delete(f"{API}/{one['id']}")).status_code == 204
    assert await race_statuses(attempt, callers=2) == {201: 1, 402: 1}


async def test_a_smaller_plan_freezes_the_latest(town: Any) -> None:
    acme, owner = await house(town, 3)
    for number in range(3):
        town.bench.clock.advance(seconds=1)
        await owner.post(API, json=BODY | {"url": f"https://hooks.example.com/{number}"})
    await town.end_overrides(acme, kind="limit")
    frozen = (await owner.get(API, params={"frozen": "true"})).json()["items"]
    assert sorted(row["url"][-1] for row in frozen) == ["1", "2"]
    url = f"{API}/{frozen[0]['id']}"
    for refused in (
        await owner.patch(url, json={"description": "Mine"}),
        await owner.post(f"{url}/rotate-secret"),
        await owner.post(f"{url}/enable"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "frozen_over_limit")
    assert (await owner.get(url)).json() == frozen[0], "it is shown as it was"
    assert (await owner.post(f"{API}/{frozen[0]['id']}/unfreeze")).json()["frozen"] is False
    [kept] = (await owner.get(API, params={"frozen": "false"})).json()["items"]
    assert kept["id"] == frozen[0]["id"]
    assert (await owner.post(f"{API}/{kept['id']}/freeze")).json()["frozen"] is True
    assert len((await owner.get(API, params={"frozen": "true"})).json()["items"]) == 2
    await town.grant(acme, workspace__webhook_endpoints=5)
    assert (await owner.get(API, params={"frozen": "true"})).json()["items"] == []
    enough = await owner.post(f"{API}/{kept['id']}/freeze")
    assert (enough.status_code, enough.json()["code"]) == (409, "not_over_limit")


async def test_changes_keep_their_rules(town: Any) -> None:
    _, owner = await house(town)
    made = (await owner.post(API, json=BODY | {"event_types": ["crm.*", "crm.*"]})).json()
    assert made["event_types"] == ["crm.*"]
    url = f"{API}/{made['id']}"
    for wrong in ({"url": None}, {"event_types": []}, {"event_types": ["nonsense"]}, {"secret": "whsec_x"}):
        assert (await owner.patch(url, json=wrong)).status_code == 422, wrong
    off = await owner.patch(url, json={"enabled": False, "description": "Ours"})
    assert (off.json()["enabled"], off.json()["description"]) == (False, "Ours")


async def test_another_workspace_sees_none_of_it(town: Any) -> None:
    _, owner = await house(town)
    made = (await owner.post(API, json=BODY)).json()
    bob = await town.person("Bob")
    other = await town.found(bob, "Other")
    await town.comp(other, "webhooks")
    stranger = await town.enter(bob, other)
    before = await town.counts()
    url = f"{API}/{made['id']}"
    for answer in (
        await stranger.get(url),
        await stranger.patch(url, json={"description": "x"}),
        await stranger.delete(url),
        await stranger.post(f"{url}/rotate-secret"),
        await stranger.post(f"{url}/test"),
        await stranger.post(f"{url}/recover"),
    ):
        assert answer.status_code == 404
    assert await town.counts() == before

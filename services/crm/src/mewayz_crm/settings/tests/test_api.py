"""Settings of a workspace through their routes."""

from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL = "/api/v1/crm/settings"


async def test_settings_hold_from_the_start_and_change_for_one_workspace(bench: ServiceBench) -> None:
    acme, other = await bench.workspace(), await bench.workspace()
    member = bench.member(acme)
    fresh = (await member.get(URL)).json()
    assert (fresh["version"], fresh["tracking"], fresh["hard_bounces"], fresh["postal_address"]) == (
        0, "anonymous", 1, None,
    )  # fmt: skip
    patch = {"postal_address": "Acme, Main St 1", "blocked_domains": ["https://www.Spam.example/", "spam.example"]}
    answer = await member.patch(URL, json=patch, headers={"if-match": '"0"'})
    assert answer.status_code == 200, answer.text
    assert answer.json()["blocked_domains"] == ["spam.example"]
    assert (await member.get(URL)).headers["etag"] == answer.headers["etag"]
    assert (await member.patch(URL, json={"tracking": "off"}, headers={"if-match": '"0"'})).status_code == 412
    for wrong in ({"tracking": None}, {"soft_bounces": 0}, {"blocked_domains": ["no domain"]}, {"unknown": 1}):
        assert (await member.patch(URL, json=wrong)).status_code == 422, wrong
    foreign = (await bench.member(other).post("/api/v1/crm/lists", json={"name": "Theirs"})).json()["id"]
    refused = await member.patch(URL, json={"default_list_id": foreign})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/default_list_id")
    assert (await member.get(URL)).json() == answer.json()
    assert (await bench.member(other).get(URL)).json()["version"] == 0
    editor = bench.member(acme, permissions=("crm.*:read", "crm.*:write", "crm.*:delete"))
    assert (await editor.patch(URL, json={"tracking": "off"})).status_code == 403
    [event] = await bench.published("crm.settings.updated.v1")
    assert event.data["postal_address"] == "Acme, Main St 1"


async def test_first_changes_at_once_meet_in_one_row(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    fields = ("hard_bounces", "complaints", "soft_bounces", "soft_bounce_days")

    async def change(number: int) -> object:
        return await member.patch(URL, json={fields[number]: 42})

    statuses = await race_statuses(change, callers=4)
    shown = (await member.get(URL)).json()
    assert statuses[200] + statuses[409] + statuses[412] + statuses[503] == 4
    assert sum(shown[name] == 42 for name in fields) == statuses[200] > 0

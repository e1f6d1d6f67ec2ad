"""Pages that post answers (CORS), and forms that only fill lists."""

from typing import Any

from mewayz_crm.tests.making import API, make
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

PAGE = {"origin": "https://page.example"}
ASKED = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
FORM = {"name": "News", "mapping": {"email": "email"}, "allowed_origins": ["https://page.example"]}
CAPTURE = {"features": ["email-capture"], "limits": {"crm.captured_emails": 2}}


async def test_a_page_may_post_where_the_form_lists_it(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    mine = await make(member, "lead-forms", **FORM)
    url = f"/lead-forms/{mine['key']}"
    allowed = await bench.client().options(url, headers=PAGE | ASKED)
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == PAGE["origin"]
    assert allowed.headers["access-control-allow-methods"] == "POST"
    assert allowed.headers["access-control-allow-headers"] == "content-type"
    for answers, status in (({"email": "jane@example.com"}, 202), ({"email": "nobody"}, 422)):
        posted = await bench.client().post(url, json={"answers": answers}, headers=PAGE)
        assert (posted.status_code, posted.headers["access-control-allow-origin"]) == (status, PAGE["origin"])
    await member.patch(f"{API}/lead-forms/{mine['id']}", json={"allowed_origins": []})
    for path, page in ((url, PAGE), (url, {"origin": "null"}), ("/lead-forms/nothing", PAGE), (url, {})):
        answer = await bench.client().options(path, headers=page | ASKED)
        assert (answer.status_code, "access-control-allow-origin" in answer.headers) == (204, False)
    refused = await bench.client().post(url, json={"answers": {"email": "joe@example.com"}}, headers=PAGE)
    assert (refused.status_code, "access-control-allow-origin" in refused.headers) == (403, False)
    assert len((await member.get(f"{API}/lead-form-submissions")).json()["items"]) == 1


async def items(member: Any, noun: str) -> list[dict[str, Any]]:
    return list((await member.get(f"{API}/{noun}")).json()["items"])


async def test_with_email_capture_alone_a_form_only_fills_its_lists(bench: ServiceBench) -> None:
    workspace = await bench.workspace(**CAPTURE)
    member = bench.member(workspace)
    assert (await member.get(f"{API}/contacts")).json()["code"] == "feature_disabled"
    news = await make(member, "lists", name="News", opt_in="single")
    for beyond in ({"tags": ["Lead"]}, {"points": 5}, {"create_deal": True}, {"mapping": {"e": "email", "n": "name"}}):
        refused = await member.post(f"{API}/lead-forms", json={**FORM, "list_ids": [news["id"]], **beyond})
        assert (refused.status_code, refused.json()["code"]) == (403, "feature_disabled"), beyond
        assert refused.json()["feature"] == "lead-forms"
    mine = await make(member, "lead-forms", **FORM, list_ids=[news["id"]])

    async def fill(address: str, *, consent: bool = True) -> None:
        body = {"answers": {"email": address}, "consent": consent}
        assert (await bench.client().post(f"/lead-forms/{mine['key']}", json=body)).status_code == 202

    for address in ("jane@example.com", "Jane@example.com", "joe@example.com"):
        await fill(address)
    await fill("nobody@example.com", consent=False)
    assert sorted(one["address"] for one in await items(member, "subscriptions")) == [
        "jane@example.com",
        "joe@example.com",
    ]
    assert {one["contact_id"] for one in await items(member, "lead-form-submissions")} == {None}
    await fill("later@example.com")
    assert sorted(one["state"] for one in await items(member, "lead-form-submissions")) == ["taken"] * 4 + ["waiting"]
    await bench.workspace(workspace_id=workspace, limits={"crm.captured_emails": 3, "crm.contacts": -1})
    member = bench.member(workspace)
    assert [one["emails"][0]["address"] for one in await items(member, "contacts")] == ["later@example.com"]
    await fill("jane@example.com")
    assert len(await items(member, "contacts")) == 2, "the address was captured before, so there is room"
    await bench.workspace(workspace_id=workspace, features=[], limits={})
    assert (
        await bench.client().post(f"/lead-forms/{mine['key']}", json={"answers": {"email": "j@example.com"}})
    ).json()["code"] == "feature_disabled"
    assert (await bench.member(workspace).get(f"{API}/lead-forms")).json()["code"] == "feature_disabled"


async def test_the_last_captured_address_of_a_plan_is_given_once(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace(**CAPTURE))
    news = await make(member, "lists", name="News", opt_in="single")
    mine = await make(member, "lead-forms", **FORM, list_ids=[news["id"]])

    async def attempt(number: int) -> Any:
        body = {"answers": {"email": f"p{number % 4}@example.com"}, "consent": True}
        answer = await bench.client().post(f"/lead-forms/{mine['key']}", json=body)
        while answer.status_code == 409 and answer.json()["code"] == "busy":
            answer = await bench.client().post(f"/lead-forms/{mine['key']}", json=body)
        return answer

    assert set(await race_statuses(attempt, callers=8)) == {202}
    await bench.run_until_idle()
    subscribed = [one["address"] for one in await items(member, "subscriptions")]
    assert len(subscribed) == len(set(subscribed)) == 2
    states = sorted(one["state"] for one in await items(member, "lead-form-submissions"))
    assert states == ["taken"] * 4 + ["waiting"] * 4
    used = [e.data["used"] for e in await bench.published("crm.usage.recorded.v1") if "captured" in e.data["metric"]]
    assert used[-1] == 2

"""The public pages behind the links of mails: scenario 2 of crm.md, and what else may happen to a link."""

import re
from uuid import UUID

from mewayz_crm.mail import links
from mewayz_crm.mail.links import Link
from mewayz_testing.bench import ServiceBench

API = "/api/v1/crm"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
PAGE = {"accept": "text/html"}


async def subscribed(bench: ServiceBench, workspace: UUID, *, lists: int = 1, opt_in: str = "single") -> list[str]:
    member, made = bench.member(workspace), []
    for number in range(lists):
        body = {"name": f"List {number}", "opt_in": opt_in}
        made.append((await member.post(f"{API}/lists", json=body)).json()["id"])
        answer = await member.post(f"{API}/subscriptions", json={"list_id": made[-1], "address": "jane@example.com"})
        assert answer.status_code == 201, answer.text
    return made


async def states(bench: ServiceBench, workspace: UUID) -> list[str]:
    rows = (await bench.member(workspace).get(f"{API}/subscriptions", params={"sort": "created_at"})).json()["items"]
    return [row["state"] for row in rows]


async def test_one_click_unsubscribes_looking_does_not_and_the_link_outlives_the_list(bench: ServiceBench) -> None:
    acme = await bench.workspace(name="Acme <b>")
    [news] = await subscribed(bench, acme)
    link = Link("unsubscribe", acme, UUID(news), "jane@example.com")
    path = f"/u/{links.token(bench.runtime, link)}"
    person = bench.client()
    shown = await person.get(path, headers=PAGE)
    assert shown.status_code == 200
    assert "Acme &lt;b&gt;" in shown.text
    assert "jane@example.com" not in shown.text, "links are forwarded"
    assert "script" not in shown.text
    policy = shown.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert await states(bench, acme) == ["confirmed"]
    for number in range(2):
        answer = await person.post(path, data=ONE_CLICK)
        assert answer.status_code == 200, answer.text
        assert await states(bench, acme) == ["unsubscribed"], number
    assert len(await bench.published("crm.subscription.unsubscribed.v1")) == 1
    [said, _] = (await bench.member(acme).get(f"{API}/consents")).json()["items"]
    assert (said["method"], said["actor"]) == ("one_click", None)

    before = await bench.published()
    forged = [f"/u/{path[3:-4]}AAAA", "/u/1", "/u/nothing", path.replace("/u/1", "/u/2"), f"/preferences/{path[3:]}"]
    for wrong in forged:
        assert (await person.post(wrong, data={"choice": "save"})).status_code == 404, wrong
    page = await person.get("/u/nothing", headers=PAGE)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert await bench.published() == before

    [shop] = await subscribed(bench, acme)
    link = Link("unsubscribe", acme, UUID(shop), "jane@example.com")
    assert (await bench.member(acme).delete(f"{API}/lists/{shop}")).status_code == 204
    bench.clock.advance(days=4000)
    answer = await person.post(f"/u/{links.token(bench.runtime, link)}", data=ONE_CLICK)
    assert answer.status_code == 200, answer.text
    assert await states(bench, acme) == ["unsubscribed", "unsubscribed"]


async def test_leaving_everything_suppresses_and_the_person_alone_comes_back(bench: ServiceBench) -> None:
    acme = await bench.workspace()
    news, shop = await subscribed(bench, acme, lists=2)
    person, member = bench.client(), bench.member(acme)
    everything = f"/u/{links.token(bench.runtime, Link('unsubscribe', acme, None, 'jane@example.com'))}"
    assert (await person.post(everything, data=ONE_CLICK)).status_code == 200
    assert await states(bench, acme) == ["unsubscribed", "unsubscribed"]
    [suppression] = (await member.get(f"{API}/suppressions")).json()["items"]
    assert suppression["reason"] == "unsubscribed_all"
    assert (await member.delete(f"{API}/suppressions/{suppression['id']}")).status_code == 409

    preferences = f"/preferences/{links.token(bench.runtime, Link('preferences', acme, None, 'jane@example.com'))}"
    shown = await person.get(preferences, headers=PAGE)
    assert len(re.findall('type="checkbox"', shown.text)) == 2
    assert " checked" not in shown.text
    saved = await person.post(preferences, data={"choice": "save", "lists": [news]})
    assert saved.status_code == 200, saved.text
    assert saved.text.count(" checked") == 1
    assert await states(bench, acme) == ["confirmed", "unsubscribed"]
    assert (await member.get(f"{API}/suppressions")).json()["items"] == []
    for wrong in ({"choice": "save", "lists": [str(acme)]}, {"choice": "burn"}, {"choice": "save", "more": "1"}):
        assert (await person.post(preferences, data=wrong)).status_code == 422, wrong
    assert await states(bench, acme) == ["confirmed", "unsubscribed"]

    await member.post(f"{API}/suppressions", json={"value": "jane@example.com", "reason": "hard_bounce"})
    refused = await person.post(preferences, data={"choice": "save", "lists": [shop]})
    assert (refused.status_code, refused.json()["code"]) == (409, "suppressed")
    assert (await person.post(preferences, data={"choice": "leave_all"})).status_code == 200


async def test_a_closed_workspace_lets_people_go_but_not_in_and_a_purged_one_knows_nobody(bench: ServiceBench) -> None:
    acme = await bench.workspace()
    news, shop = await subscribed(bench, acme, lists=2)
    person = bench.client()
    leave = f"/u/{links.token(bench.runtime, Link('unsubscribe', acme, UUID(news), 'jane@example.com'))}"
    preferences = f"/preferences/{links.token(bench.runtime, Link('preferences', acme, None, 'jane@example.com'))}"
    about = {"id": str(acme), "name": "Acme", "slug": "acme", "timezone": "UTC", "locale": "de", "currency": "EUR"}
    suspended = about | {"status": "suspended", "version": 9}
    await bench.deliver("workspace.workspace.suspended.v1", suspended, workspace_id=acme)
    bench.clock.advance(seconds=10)
    assert "abgemeldet" in (await person.post(leave, data=ONE_CLICK)).text
    refused = await person.post(preferences, data={"choice": "save", "lists": [news, shop]})
    assert (refused.status_code, refused.json()["code"]) == (403, "workspace_suspended")
    assert await states(bench, acme) == ["unsubscribed", "confirmed"]
    purge = {"id": str(acme), "workspace_id": str(acme), "workspace": str(acme)}
    await bench.deliver("workspace.workspace.purge_requested.v1", purge, workspace_id=acme)
    assert (await person.post(leave, data=ONE_CLICK)).status_code == 200
    assert (await person.get(preferences)).status_code == 404
    async with bench.uow(workspace_id=acme) as uow:
        import sqlalchemy as sa

        from mewayz_crm.lists.subscriptions.models import Subscription

        assert await uow.scalar(sa.select(sa.func.count()).select_from(Subscription)) == 0

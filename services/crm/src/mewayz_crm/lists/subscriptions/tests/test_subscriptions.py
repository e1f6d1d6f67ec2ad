"""How an address comes onto a list and leaves it: only the person undoes a no."""

from typing import Any

import httpx2

from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race, race_statuses

API = "/api/v1/crm"
URL = f"{API}/subscriptions"
JANE = "Jane@Example.com"
PAGE = {"accept": "text/html"}


async def make_list(member: httpx2.AsyncClient, opt_in: str, **more: Any) -> str:
    answer = await member.post(f"{API}/lists", json={"name": opt_in.title(), "opt_in": opt_in, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def subscribe(member: httpx2.AsyncClient, list_id: str, address: str = JANE) -> httpx2.Response:
    return await member.post(URL, json={"list_id": list_id, "address": address})


async def state(member: httpx2.AsyncClient, list_id: str) -> list[str]:
    return [row["state"] for row in (await member.get(URL, params={"list_id": list_id})).json()["items"]]


async def evidence(member: httpx2.AsyncClient) -> list[tuple[str, str]]:
    rows = (await member.get(f"{API}/consents", params={"address": JANE, "limit": 100})).json()["items"]
    return [(row["action"], row["method"]) for row in reversed(rows)]


def path_in(text: str) -> str:
    """The confirmation link of a mail, as a path."""
    return "/confirm/" + text.partition("/confirm/")[2].split()[0]


async def test_a_single_opt_in_counts_at_once_and_a_no_holds_against_everybody_else(bench: ServiceBench) -> None:
    acme, other = await bench.workspace(), await bench.workspace()
    member = bench.member(acme)
    news = await make_list(member, "single", wording="Monthly.")
    made = await subscribe(member, news)
    assert made.status_code == 201, made.text
    row = made.json()
    assert (row["state"], row["source"], row["wording_version"]) == ("confirmed", "member", 1)
    again = await subscribe(member, news, "jane@example.COM")
    assert (again.status_code, again.json()["code"]) == (409, "already_subscribed")
    [told] = await bench.published("crm.subscription.confirmed.v1")
    assert (told.data["address"], told.data["list_name"]) == ("Jane@example.com", "Single")

    left = await member.post(f"{URL}/{row['id']}/unsubscribe")
    assert (left.status_code, left.json()["state"]) == (200, "unsubscribed")
    assert (await member.post(f"{URL}/{row['id']}/unsubscribe")).json()["version"] == left.json()["version"]
    key = bench.client(kind="key", sub="k1", ws=acme, scope="*:*", pv=1)
    for caller in (member, key, bench.service("social")):
        answer = await subscribe(caller, news)
        assert answer.status_code in {403, 409}, answer.text
    assert (await member.delete(f"{URL}/{row['id']}")).status_code == 405
    assert (await member.patch(f"{URL}/{row['id']}", json={"state": "confirmed"})).status_code == 405
    assert await state(member, news) == ["unsubscribed"]
    assert await evidence(member) == [("given", "member"), ("withdrawn", "member")]
    [unsubscribed] = await bench.published("crm.subscription.unsubscribed.v1")
    assert unsubscribed.data["method"] == "member"
    unknown = await subscribe(bench.member(other), news)
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/list_id")
    assert (await subscribe(member, news, "no address")).status_code == 422


async def test_a_double_opt_in_waits_for_the_link_is_reminded_once_and_ends_after_thirty_days(
    mailing: ServiceBench, post: Any
) -> None:
    acme = await mailing.workspace(name="Acme\r\nBcc: x@example.com")
    member = mailing.member(acme)
    news = await make_list(member, "double")
    await subscribe(member, news)
    late = await subscribe(member, news, "late@example.com")
    await mailing.run_until_idle()
    assert await mailing.published("crm.subscription.confirmed.v1") == []
    [mail] = post.to("Jane@example.com")
    assert mail["Bcc"] is None
    link = path_in(post.text(mail))
    shown = await mailing.client().get(link, headers=PAGE)
    assert (shown.status_code, "<form" in shown.text) == (200, True)
    assert await state(member, news) == ["unconfirmed", "unconfirmed"], "looking at a link confirms nothing"
    for _ in range(2):
        assert (await mailing.client().post(link)).status_code == 200
    assert await evidence(member) == [("given", "member"), ("confirmed", "confirmation_link")]
    assert len(await mailing.published("crm.subscription.confirmed.v1")) == 1

    for days, mails in ((2, 1), (1, 2), (20, 2)):
        mailing.clock.advance(days=days)
        await mailing.run_until_idle()
        assert len(post.to("late@example.com")) == mails
    assert len(post.to("Jane@example.com")) == 1, "who has confirmed is not reminded"
    mailing.clock.advance(days=8)
    await mailing.run_until_idle()
    assert await state(member, news) == ["confirmed"]
    assert (await member.get(f"{URL}/{late.json()['id']}")).status_code == 404
    gone = await mailing.client().post(path_in(post.text(post.to("late@example.com")[0])))
    assert gone.status_code == 410
    assert await mailing.inbox("dead") == []


async def test_without_a_transport_the_mail_waits_and_says_so(mailing: ServiceBench, post: Any) -> None:
    member = mailing.member(await mailing.workspace())
    news = await make_list(member, "double")
    post.open = False
    made = (await subscribe(member, news)).json()
    await mailing.run_until_idle()
    where = f"{URL}/{made['id']}/confirmation"
    assert (await member.get(where)).json()["outcome"] == "provider_not_configured"
    assert (await member.get(f"{URL}/{made['id']}")).json() == made
    mailing.clock.advance(minutes=59)
    await mailing.run_until_idle()
    tries, post.open = post.tries, True
    mailing.clock.advance(minutes=2)
    await mailing.run_until_idle()
    assert post.tries == tries + 1
    shown = (await member.get(where)).json()
    assert (shown["outcome"], shown["mails"], len(post.to("Jane@example.com"))) == ("sent", 1, 1)

    await member.patch(f"{API}/settings", json={"blocked_domains": ["spam.example"]})
    blocked = (await subscribe(member, news, "a@spam.example")).json()
    await member.post(f"{API}/suppressions", json={"kind": "domain", "value": "late.example"})
    assert (await subscribe(member, news, "a@late.example")).json()["code"] == "suppressed"
    await mailing.run_until_idle()
    assert (await member.get(f"{URL}/{blocked['id']}/confirmation")).json()["outcome"] == "suppressed"
    assert post.to("a@spam.example") == []


async def test_a_return_that_nobody_confirms_is_a_no_again(mailing: ServiceBench, post: Any) -> None:
    member = mailing.member(await mailing.workspace())
    news = await make_list(member, "double", public=True)
    made = (await subscribe(member, news)).json()
    await mailing.run_until_idle()
    link = path_in(post.text(post.to("Jane@example.com")[0]))
    confirmed = await mailing.client().post(link)
    await member.post(f"{URL}/{made['id']}/unsubscribe")
    preferences = "/preferences/" + confirmed.text.partition("/preferences/")[2].partition('"')[0]
    back = await mailing.client().post(preferences, data={"lists": news, "choice": "save"})
    assert back.status_code == 200, back.text
    await mailing.run_until_idle()
    assert await state(member, news) == ["unconfirmed"]
    mailing.clock.advance(days=3)
    await mailing.run_until_idle()
    assert len(post.to("Jane@example.com")) == 3, "the first one, the one of the return, its reminder"
    mailing.clock.advance(days=28)
    await mailing.run_until_idle()
    assert await state(member, news) == ["unsubscribed"]
    assert (await subscribe(member, news)).json()["code"] == "unsubscribed"
    assert (await mailing.client().post(link)).status_code == 200
    assert await state(member, news) == ["confirmed"], "the person's own link brings them back"


async def test_a_contact_is_subscribed_by_its_address(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    news, shop = await make_list(member, "single"), await make_list(member, "single")
    emails = [{"address": JANE}, {"address": "j@work.example"}]
    contact = (await member.post(f"{API}/contacts", json={"first_name": "Jane", "emails": emails})).json()["id"]
    where = f"{API}/contacts/{contact}/subscriptions"
    assert (await member.get(where)).json() == {"items": []}
    main = await member.post(where, json={"list_id": news})
    assert (main.status_code, main.json()["address"]) == (201, "Jane@example.com")
    work = await member.post(where, json={"list_id": shop, "address": "J@Work.example"})
    assert work.json()["address"] == "j@work.example"
    foreign = await member.post(where, json={"list_id": shop, "address": "x@example.com"})
    assert (foreign.status_code, foreign.json()["errors"][0]["pointer"]) == (422, "/address")
    await member.delete(f"{API}/contacts/{contact}")
    assert await state(member, news) == ["confirmed"], "consent belongs to the address, not to the record"
    assert (await member.get(where)).status_code == 404


async def test_one_address_comes_onto_a_list_once(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    news = await make_list(member, "single")
    statuses = await race_statuses(lambda _: subscribe(member, news), callers=8)
    assert (statuses[201], sum(statuses.values())) == (1, 8)
    assert await state(member, news) == ["confirmed"]
    assert len(await evidence(member)) == 1


async def test_a_suppression_and_a_subscription_at_once_never_pass_each_other(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    lists = [await make_list(member, "single") for _ in range(4)]

    async def attempt(number: int) -> httpx2.Response:
        if number < 4:
            return await subscribe(member, lists[number])
        return await member.post(f"{API}/suppressions", json={"value": JANE})

    answers = await race(attempt, callers=6)
    if all(isinstance(answer, httpx2.Response) and answer.status_code == 409 for answer in answers[4:]):
        assert (await member.post(f"{API}/suppressions", json={"value": JANE})).status_code == 201
    page = (await member.get(URL, params={"state": "confirmed"})).json()
    assert page["items"] == []
    assert len((await member.get(f"{API}/suppressions")).json()["items"]) == 1

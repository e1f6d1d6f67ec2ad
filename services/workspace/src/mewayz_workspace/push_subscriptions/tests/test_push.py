"""Browsers are told by a real push protocol, on this machine."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from mewayz_testing.push import PushService, push_service

API = "/api/v1/workspace"
URL = f"{API}/push-subscriptions"


@pytest.fixture
async def street(open_bench: Any) -> AsyncIterator[Any]:
    """The service beside a push service, and a person."""
    with push_service() as pushes:
        async with open_bench(mail_url="local:", egress_allow="127.0.0.1/32") as bench:
            yield bench, pushes


async def newcomer(bench: Any) -> Any:
    from mewayz_kit.ids import new_id

    user_id = new_id()
    about = {"id": str(user_id), "email": "ada@example.com", "email_verified": True, "name": "Ada", "status": "active"}
    await bench.deliver("identity.user.created.v1", about)
    return user_id


async def tell(bench: Any, user_id: Any, **change: Any) -> None:
    data = {
        "recipients": {"users": [str(user_id)], "role": None, "permission": None},
        "category": "sales",
        "template": "crm.deal_won",
        "params": {"title": "Deal won: Ferrell"},
        "url": "/crm/deals/1",
        "dedupe_key": "deal-won:1",
        "deferred": False,
    } | change
    await bench.deliver("crm.notice.requested.v1", data, public=False)


async def test_every_browser_of_a_person_shows_a_notice_once(street: Any) -> None:
    bench, pushes = street
    ada = await newcomer(bench)
    person = bench.person(ada)
    for name in ("Phone", "Laptop"):
        made = await person.post(URL, json=pushes.subscribe() | {"name": name})
        assert made.status_code == 201, made.text
    assert made.json()["host"] == pushes.url.partition("//")[2]
    assert "endpoint" not in made.json()
    for _ in range(2):
        await tell(bench, ada)
    assert [found.message for found in pushes.received] == [
        {"title": "Deal won: Ferrell", "body": None, "url": "/crm/deals/1", "category": "sales"}
    ] * 2
    key = (await bench.client().get(f"{API}/public/push-key")).json()["public_key"]
    assert {found.sender for found in pushes.received} == {key}
    assert {found.headers["urgency"] for found in pushes.received} == {"normal"}
    listed = (await person.get(URL)).json()["items"]
    assert {item["name"] for item in listed} == {"Phone", "Laptop"}
    assert all(item["last_used_at"] for item in listed)


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_not_asked_again(street: Any, status: int) -> None:
    bench, pushes = street
    ada = await newcomer(bench)
    await bench.person(ada).post(URL, json=pushes.subscribe())
    pushes.answers.append(status)
    await tell(bench, ada)
    bench.clock.advance(hours=2)
    await bench.run_until_idle()
    await tell(bench, ada, dedupe_key="later")
    assert (pushes.asked, pushes.received) == (1, [])
    assert (await bench.person(ada).get(URL)).json()["items"] == []
    assert await bench.inbox("dead") == []


async def test_a_busy_push_service_is_asked_again(street: Any) -> None:
    bench, pushes = street
    ada = await newcomer(bench)
    await bench.person(ada).post(URL, json=pushes.subscribe())
    pushes.answers += [503, 429]
    await tell(bench, ada)
    for _ in range(2):
        bench.clock.advance(seconds=5)
        await bench.run_until_idle()
    assert (pushes.asked, len(pushes.received)) == (3, 1)


async def test_push_can_be_off_for_anything(street: Any) -> None:
    bench, pushes = street
    ada = await newcomer(bench)
    person = bench.person(ada)
    await person.post(URL, json=pushes.subscribe())
    off = {"items": [{"category": "security", "channel": "push", "enabled": False}]}
    assert (await person.put(f"{API}/notification-preferences", json=off)).status_code == 200
    await tell(bench, ada, category="security")
    await tell(bench, ada, category="product", dedupe_key="two")
    assert pushes.asked == 0


async def test_an_endpoint_belongs_to_who_uses_the_browser_now(street: Any) -> None:
    bench, pushes = street
    ada, bob = await newcomer(bench), await newcomer(bench)
    browser = pushes.subscribe()
    made = (await bench.person(ada).post(URL, json=browser)).json()
    again = (await bench.person(ada).post(URL, json=browser)).json()
    assert again["id"] == made["id"]
    assert (await bench.person(bob).get(f"{URL}/{made['id']}")).status_code == 404
    assert (await bench.person(bob).delete(f"{URL}/{made['id']}")).status_code == 404
    assert (await bench.person(bob).post(URL, json=browser)).status_code == 201
    assert (await bench.person(ada).get(URL)).json()["items"] == []
    await tell(bench, ada)
    assert pushes.asked == 0
    [mine] = (await bench.person(bob).get(URL)).json()["items"]
    assert (await bench.person(bob).delete(f"{URL}/{mine['id']}")).status_code == 204
    assert (await bench.person(bob).get(URL)).json()["items"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"endpoint": "https://10.0.0.1/push"}, "destination_refused"),
        ({"endpoint": "ftp://127.0.0.1/push"}, "validation_failed"),
        ({"endpoint": "http://8.8.8.8/push"}, "https_required"),
        ({"keys": {"p256dh": "A" * 87, "auth": "A" * 22}}, "validation_failed"),
        ({"keys": {"p256dh": "short", "auth": "A" * 22}}, "validation_failed"),
    ],
)
async def test_what_is_no_browser_is_refused(street: Any, change: Any, code: str) -> None:
    bench, pushes = street
    person = bench.person(await newcomer(bench))
    answer = await person.post(URL, json=pushes.subscribe() | change)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await person.get(URL)).json()["items"] == []


async def test_one_person_has_twenty_browsers_at_most(street: Any) -> None:
    bench, pushes = street
    person = bench.person(await newcomer(bench))
    for number in range(22):
        bench.clock.advance(seconds=1)
        await person.post(URL, json=pushes.subscribe() | {"name": str(number)})
    names = {item["name"] for item in (await person.get(URL, params={"limit": 100})).json()["items"]}
    assert names == {str(number) for number in range(2, 22)}


def test_a_proof_of_somebody_else_is_none() -> None:
    assert PushService(url="http://x").take("http://x/push/1", {"authorization": "vapid t=a"}, b"") == 401

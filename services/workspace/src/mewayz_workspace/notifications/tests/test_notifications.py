"""Notifications: once per person and key, on the channels that are on."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mewayz_kit.ids import new_id
from mewayz_testing.race import race
from mewayz_workspace.notification_preferences.rules import CATEGORIES, CHANNELS, enabled
from mewayz_workspace.notifications.texts import TEXTS, words

API = "/api/v1/workspace"


def notice(**change: Any) -> dict[str, Any]:
    return {
        "recipients": {"users": [], "role": "owner", "permission": None},
        "category": "sales",
        "template": "crm.deal_won",
        "params": {"title": "Deal won: Ferrell", "body": "9,000 EUR"},
        "url": "/crm/deals/1",
        "dedupe_key": "deal-won:1",
        "deferred": False,
    } | change


async def listed(town: Any, user: Any, **query: str) -> list[dict[str, Any]]:
    answer = await town.as_person(user).get(f"{API}/notifications", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def tell(town: Any, workspace: Any, **change: Any) -> None:
    await town.bench.deliver("crm.notice.requested.v1", notice(**change), workspace_id=workspace, public=False)


async def test_a_notice_reaches_everybody_meant_once(town: Any) -> None:
    ada, bob, eve = [await town.person(name) for name in ("Ada", "Bob", "Eve")]
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    await town.join(owner, bob)
    for _ in range(2):
        await tell(town, acme)
    [item] = await listed(town, ada, category="sales")
    assert (item["title"], item["body"], item["url"], item["workspace_id"], item["read_at"]) == (
        "Deal won: Ferrell",
        "9,000 EUR",
        "/crm/deals/1",
        str(acme),
        None,
    )
    assert await listed(town, bob, category="sales") == []
    await tell(town, acme, recipients={"permission": "crm.deals:write"}, dedupe_key="deal-won:2")
    assert len(await listed(town, bob, category="sales")) == 1
    assert await listed(town, eve) == []
    mails = [mail for mail in await town.mails("bob@example.com") if "Deal won" in mail]
    assert len(mails) == 1
    assert "http://127.0.0.1:8080/crm/deals/1" in mails[0]
    # Another service may use the same key for something else.
    await town.bench.deliver("finance.notice.requested.v1", notice(), workspace_id=acme, public=False)
    assert len(await listed(town, ada, category="sales")) == 3


async def test_reading_is_the_persons_own(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    for key in ("a", "b", "c"):
        await tell(town, acme, dedupe_key=key)
    items = await listed(town, ada)
    person = town.as_person(ada)
    assert (await person.get(f"{API}/notifications/unread-count")).json() == {"unread": 3}
    url = f"{API}/notifications/{items[0]['id']}"
    assert (await town.as_person(bob).post(f"{url}/read")).status_code == 404
    assert (await town.as_person(bob).get(url)).status_code == 404
    read = (await person.post(f"{url}/read")).json()
    assert read["read_at"] is not None
    assert (await person.post(f"{url}/read")).json()["read_at"] == read["read_at"]
    assert len(await listed(town, ada, **{"read_at[null]": "true"})) == 2
    assert (await person.post(f"{API}/notifications/read-all")).status_code == 204
    assert (await person.get(f"{API}/notifications/unread-count")).json() == {"unread": 0}
    assert (await (await town.enter(ada, acme)).get(f"{API}/notifications")).status_code == 403


async def test_a_channel_that_is_off_gets_nothing(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    person = town.as_person(ada)
    url = f"{API}/notification-preferences"
    matrix = (await person.get(url)).json()["items"]
    assert len(matrix) == len(CATEGORIES) * len(CHANNELS)
    off = {"items": [{"category": "sales", "channel": "email", "enabled": False}]}
    assert (await person.put(url, json=off)).status_code == 200
    await tell(town, acme)
    assert len(await listed(town, ada)) == 1
    assert await town.mails("ada@example.com") == []
    off = {"items": [{"category": "sales", "channel": "in_app", "enabled": False}]}
    await person.put(url, json=off)
    await tell(town, acme, dedupe_key="other")
    assert len(await listed(town, ada)) == 1
    before = await town.counts()
    locked = await person.put(
        url, json={"items": [off["items"][0], {"category": "security", "channel": "email", "enabled": False}]}
    )
    assert locked.status_code == 422
    assert locked.json()["errors"][0]["pointer"] == "/items/1/enabled"
    assert await town.counts() == before


@pytest.mark.parametrize("category", ["security", "billing"])
def test_what_must_reach_a_person_is_always_on(category: str) -> None:
    assert all(enabled(category, channel, {(category, channel): False}) for channel in ("in_app", "email"))
    assert not enabled(category, "push", {(category, "push"): False})


async def test_own_notices_and_security_alerts_arrive(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    await town.join(await town.enter(ada, acme), bob)
    [joined] = await listed(town, ada, category="team")
    assert joined["title"] == "bob@example.com joined Ferrell"
    body = {"slug": "ferrell", "user_id": str(bob)}
    await town.as_person(ada).post(f"{API}/workspaces/{acme}/transfer", json=body)
    await town.bench.run_until_idle()
    [offer] = await listed(town, bob, category="team")
    assert offer["title"] == "Ada wants to hand Ferrell over to you"
    alert = {"user_id": str(bob), "kind": "new_device", "at": "2026-11-25T00:00:00Z", "ip": None, "details": {}}
    mails = len(await town.mails("bob@example.com"))
    await town.bench.deliver("identity.security.alerted.v1", alert)
    [security] = await listed(town, bob, category="security")
    assert security["title"] == "Security: new device"
    assert len(await town.mails("bob@example.com")) == mails


ACCOUNT = {
    "identity.export.completed.v1": "Your data is ready",
    "identity.erasure.scheduled.v1": "Your account will be erased on 2026-12-09 (UTC)",
    "identity.erasure.cancelled.v1": "Your account stays",
    "identity.impersonation.started.v1": "Our staff acts in your account",
    "identity.impersonation.ended.v1": "Our staff has left your account",
}


@pytest.mark.parametrize(("type_", "title"), ACCOUNT.items(), ids=list(ACCOUNT))
async def test_a_person_hears_once_what_happens_to_the_account(town: Any, type_: str, title: str) -> None:
    ada, one = await town.person("Ada"), str(new_id())
    about = {"export": one, "erasure": one, "impersonation_id": one, "user": str(ada), "user_id": str(ada)}
    times = {"expires_at": "2026-12-03T10:00:00Z", "scheduled_for": "2026-12-09T10:00:00Z"}
    for _ in range(2):
        await town.bench.deliver(type_, about | times | {"reason": "ticket 4711"})
    [told] = await listed(town, ada, category="security")
    assert told["title"] == title
    assert len([mail for mail in await town.mails("ada@example.com") if title in mail]) == 1


async def test_who_is_about_to_go_hears_of_the_account_and_of_nothing_else(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    town.bench.clock.advance(seconds=1)
    leaving = town.identity.people[ada] | {"status": "deletion_scheduled"}
    await town.bench.deliver("identity.user.updated.v1", leaving)
    await tell(town, acme)
    fact = {"erasure": str(new_id()), "user": str(ada), "scheduled_for": "2026-12-09T10:00:00Z"}
    await town.bench.deliver("identity.erasure.scheduled.v1", fact)
    assert [item["category"] for item in await listed(town, ada)] == ["security"]


async def test_who_lost_the_workspace_is_told_nothing_of_it_although_named(town: Any) -> None:
    ada, bob, cid, eve = [await town.person(name) for name in ("Ada", "Bob", "Cid", "Eve")]
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    await town.grant(acme, workspace__members=5)
    removed, suspended = await town.join(owner, bob), await town.join(owner, cid)
    named = {"recipients": {"users": [str(person) for person in (ada, bob, cid, eve)]}}

    async def told() -> list[int]:
        return [len(await listed(town, person, category="sales")) for person in (ada, bob, cid, eve)]

    await tell(town, acme, **named, dedupe_key="1")
    assert await told() == [1, 1, 1, 1], "Eve never was a member: what names her is meant for her"
    assert (await owner.delete(f"{API}/members/{removed}")).status_code == 204
    assert (await owner.post(f"{API}/members/{suspended}/suspend")).status_code == 200
    await tell(town, acme, **named, dedupe_key="2")
    assert await told() == [2, 1, 1, 2]
    assert len([mail for mail in await town.mails("bob@example.com") if "Deal won" in mail]) == 1
    assert (await owner.post(f"{API}/members/{suspended}/reactivate")).status_code == 200
    await town.join(owner, bob)
    await tell(town, acme, **named, dedupe_key="3")
    assert await told() == [3, 2, 2, 3]
    await town.bench.deliver("identity.notice.requested.v1", notice(**named, dedupe_key="4"), public=False)
    assert await told() == [4, 3, 3, 4], "a notice about no workspace is a person's own"


async def test_parallel_notices_are_numbered_without_gaps(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)

    async def attempt(number: int) -> Any:
        return await town.bench.deliver(
            "crm.notice.requested.v1", notice(dedupe_key=f"n{number // 2}"), workspace_id=acme, run=False
        )

    await race(attempt, callers=20)
    await town.bench.run_until_idle()
    items = await listed(town, ada)
    assert sorted(item["seq"] for item in items) == list(range(1, 11))


async def test_words_of_deferred_notices_come_from_the_source_when_they_leave(open_bench: Any) -> None:
    allowed: set[str] = set()
    questions: list[dict[str, Any]] = []

    async def render(request: Request) -> JSONResponse:
        asked = await request.json()
        questions.append(asked)
        if asked["user"] not in allowed:
            return JSONResponse({"code": "not_found"}, 404)
        return JSONResponse({"title": f"Secret {asked['notice']['params']['post_id']}", "body": None})

    courses = Starlette(routes=[Route("/internal/v1/notices/render", render, methods=["POST"])])
    tokens = _tokens()
    async with open_bench(callees={"courses": courses, "identity": tokens}, mail_url="local:") as bench:
        ada, bob, gone = new_id(), new_id(), new_id()
        allowed.update({str(ada), str(gone)})
        about = {"id": str(ada), "email": "ada@example.com", "email_verified": True, "name": "Ada", "locale": "de"}
        await bench.deliver("identity.user.created.v1", about | {"status": "active"})
        left = {"id": str(gone), "email": "gone@example.com", "email_verified": True, "name": "Gone"}
        await bench.deliver("identity.user.created.v1", left | {"status": "disabled"})
        founding = {"name": "Acme", "timezone": "Europe/Berlin", "locale": "en", "currency": "EUR"}
        acme = (await bench.person(ada).post(f"{API}/workspaces", json=founding)).json()["id"]
        data = notice(
            recipients={"users": [str(ada), str(bob), str(gone)]},
            template="courses.new_post",
            params={"post_id": "7"},
            deferred=True,
        )
        await bench.deliver("courses.notice.requested.v1", data, workspace_id=UUID(acme), public=False)
        titles = [item["title"] for item in (await bench.person(ada).get(f"{API}/notifications")).json()["items"]]
        assert titles == ["Secret 7"]
        for nobody in (bob, gone):
            assert (await bench.person(nobody).get(f"{API}/notifications")).json()["items"] == []
        asked = {question["user"]: question for question in questions}
        assert set(asked) == {str(ada), str(bob)}, "a shut account is not asked about"
        assert (asked[str(ada)]["locale"], asked[str(ada)]["workspace"]) == ("de", acme)
        assert "*:*" in asked[str(ada)]["permissions"]
        assert asked[str(bob)]["permissions"] == [], "no member, no rights: the source decides"


def _tokens() -> Starlette:
    async def token(_request: Request) -> JSONResponse:
        return JSONResponse({"token": "of no matter to this callee"})

    return Starlette(routes=[Route("/internal/v1/service-tokens", token, methods=["POST"])])


class Follower:
    """A browser's event source, on the ASGI interface."""

    def __init__(self, client: Any, last_seen: int | None = None) -> None:
        self._app = client._transport.app
        self._headers = [(b"mewayz-internal-token", client.headers["mewayz-internal-token"].encode())]
        if last_seen is not None:
            self._headers.append((b"last-event-id", str(last_seen).encode()))
        self._gone = asyncio.Event()
        self.chunks: asyncio.Queue[bytes] = asyncio.Queue()

    async def __aenter__(self) -> "Follower":
        scope = {
            "type": "http",
            "method": "GET",
            "path": f"{API}/notifications/stream",
            "raw_path": f"{API}/notifications/stream".encode(),
            "query_string": b"",
            "headers": self._headers,
            "http_version": "1.1",
            "scheme": "http",
            "server": ("service", 80),
            "client": ("127.0.0.1", 1),
            "asgi": {"version": "3.0", "spec_version": "2.4"},
        }
        self._task = asyncio.ensure_future(self._app(scope, self._receive, self._send))
        assert await self.next() == b"retry: 3000\n\n"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if message.get("body"):
            self.chunks.put_nowait(message["body"])

    async def next(self) -> bytes:
        return await asyncio.wait_for(self.chunks.get(), timeout=10)


async def test_devices_follow_live_and_resume_where_they_were(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    await tell(town, acme, dedupe_key="before")
    person = town.as_person(ada)
    async with Follower(person) as one, Follower(person) as two, Follower(town.as_person(bob)) as other:
        await tell(town, acme, dedupe_key="live", params={"title": "Live"})
        for device in (one, two):
            event = (await device.next()).decode()
            assert event.startswith("id: 2\nevent: notification\ndata: {")
            assert '"title":"Live"' in event
        assert other.chunks.empty()
        # While nobody looks, no connection to the database is held.
        assert town.bench.runtime.db.read.pool.checkedout() == 0  # type: ignore[attr-defined]
    for key in ("missed one", "missed two"):
        await tell(town, acme, dedupe_key=key, params={"title": key})
    async with Follower(person, last_seen=2) as back:
        titles = [(await back.next()).decode().partition('"title":"')[2].partition('"')[0] for _ in range(2)]
        assert titles == ["missed one", "missed two"]
        assert back.chunks.empty()


def test_every_text_has_both_languages_and_unknown_ones_are_readable() -> None:
    assert set(TEXTS["en"]) == set(TEXTS["de"])
    assert words("crm.deal_won", {}, "de").title == "Deal won"
    assert words("usage_exceeded", {"used": 3, "limit": 3, "metric": "x"}, "de-AT").body == "3 von 3: x."

"""Quiet hours, digests and one-click unsubscription, through the routes."""

from datetime import UTC, datetime
from email import message_from_string, policy
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mewayz_kit.ids import new_id
from mewayz_testing.race import race
from mewayz_workspace.mail.models import MailboxMessage, MailMessage
from mewayz_workspace.notifications.held.models import HeldNotice

API = "/api/v1/workspace"
URL = f"{API}/notification-preferences"
NIGHT = {"quiet_hours": {"start": "22:00", "end": "07:00"}}


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


async def tell(town: Any, workspace: Any, **change: Any) -> None:
    await town.bench.deliver("crm.notice.requested.v1", notice(**change), workspace_id=workspace, public=False)


async def held(bench: Any) -> list[Any]:
    async with bench.uow() as uow:
        with uow.unscoped("a test looks at everything"):
            return list(await uow.all(sa.select(HeldNotice)))


async def raw_mails(town: Any) -> list[Any]:
    await town.bench.run_until_idle()
    async with town.bench.uow() as uow:
        raws = await uow.all(sa.select(MailboxMessage.raw).order_by(MailboxMessage.id))
    return [message_from_string(raw, policy=policy.default) for raw in raws]


@pytest.fixture
async def home(town: Any) -> Any:
    """Ada in Berlin at 21:30 with her workspace."""
    town.bench.clock.set(datetime(2026, 11, 25, 20, 30, tzinfo=UTC))
    ada = await town.person("Ada")
    about = town.identity.people[ada] | {"timezone": "Europe/Berlin", "locale": "en"}
    await town.bench.deliver("identity.user.updated.v1", about)
    return ada, await town.found(ada)


async def test_mail_waits_for_the_end_of_the_night(town: Any, home: Any) -> None:
    ada, acme = home
    person = town.as_person(ada)
    shown = (await person.put(URL, json=NIGHT)).json()
    assert (shown["quiet_hours"], shown["timezone"]) == ({"start": "22:00", "end": "07:00"}, "Europe/Berlin")
    await tell(town, acme, dedupe_key="early")
    assert len(await town.mails("ada@example.com")) == 1
    town.bench.clock.advance(hours=1)
    for _ in range(2):
        await tell(town, acme, dedupe_key="late")
    await tell(town, acme, dedupe_key="safe", category="security")
    mails = await town.mails("ada@example.com")
    assert len(mails) == 2
    items = (await person.get(f"{API}/notifications", params={"category": "sales"})).json()["items"]
    assert len(items) == 2
    town.bench.clock.advance(hours=8, minutes=25)
    assert len(await town.mails("ada@example.com")) == 2
    town.bench.clock.advance(minutes=6)
    assert len(await town.mails("ada@example.com")) == 3
    town.bench.clock.advance(minutes=10)
    assert len(await town.mails("ada@example.com")) == 3
    assert await held(town.bench) == []


async def test_a_digest_is_one_mail(town: Any, home: Any) -> None:
    ada, acme = home
    person = town.as_person(ada)
    assert (await person.put(URL, json={"digest": "daily"})).json()["digest"] == "daily"
    for number in range(3):
        await tell(town, acme, dedupe_key=f"n{number}", params={"title": f"Deal {number}"})
    assert await town.mails("ada@example.com") == []
    town.bench.clock.advance(hours=10, minutes=31)
    [mail] = await town.mails("ada@example.com")
    assert mail.startswith("Subject: 3 notifications")
    assert [f"• Deal {number}" in mail for number in range(3)] == [True] * 3
    assert "http://127.0.0.1:8080/crm/deals/1" in mail
    [whole] = await raw_mails(town)
    assert whole["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_what_was_switched_off_or_lost_meanwhile_never_leaves(town: Any, home: Any) -> None:
    ada, acme = home
    bob = await town.person("Bob")
    await town.join(await town.enter(ada, acme), bob)
    for person in (ada, bob):
        await town.as_person(person).put(URL, json={"digest": "daily"})
        await tell(town, acme, recipients={"users": [str(person)]}, dedupe_key=str(person))
    assert {row.member for row in await held(town.bench)} == {True}
    off = {"items": [{"category": "sales", "channel": "email", "enabled": False}]}
    await town.as_person(ada).put(URL, json=off)
    assert (await town.as_person(bob).post(f"{API}/workspaces/{acme}/leave")).status_code == 204
    before = len(await town.mails())
    # Eight o'clock in Berlin, and in UTC, where Bob is as long as nobody knows better.
    town.bench.clock.advance(hours=12)
    assert [mail for mail in (await town.mails())[before:] if "Deal won" in mail] == []
    assert await held(town.bench) == []


async def test_parallel_events_of_one_key_are_held_once(town: Any, home: Any) -> None:
    ada, acme = home
    await town.as_person(ada).put(URL, json={"digest": "weekly"})

    async def attempt(_number: int) -> Any:
        return await town.bench.deliver("crm.notice.requested.v1", notice(), workspace_id=acme, run=False)

    await race(attempt, callers=12)
    await town.bench.run_until_idle()
    assert [row.channel for row in await held(town.bench)] == ["email"]
    town.bench.clock.advance(days=7)
    assert len(await town.mails("ada@example.com")) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"quiet_hours": {"start": "25:00", "end": "07:00"}}, "/quiet_hours/start"),
        ({"quiet_hours": {"start": "07:00", "end": "07:00"}}, "/quiet_hours"),
        ({"digest": "hourly"}, "/digest"),
        ({"items": [{"category": "sales", "channel": "pigeon", "enabled": True}]}, "/items/0/channel"),
    ],
)
async def test_a_bad_choice_changes_nothing(town: Any, home: Any, body: Any, pointer: str) -> None:
    before = await town.counts()
    answer = await town.as_person(home[0]).put(URL, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert await town.counts() == before


async def test_one_click_unsubscribes_from_a_category(town: Any, home: Any) -> None:
    ada, acme = home
    await tell(town, acme)
    await tell(town, acme, category="billing", dedupe_key="bill")
    sales, billing = sorted(await raw_mails(town), key=lambda mail: mail["X-Mewayz-Category"], reverse=True)
    assert "List-Unsubscribe" not in billing
    assert sales["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = str(sales["List-Unsubscribe"]).strip("<>")
    path, anyone = urlsplit(link).path, town.bench.client()
    before = await town.counts()
    shown = await anyone.get(path)
    assert shown.json() == {"category": "sales", "channel": "email", "email": "a***@example.com"}
    for bad in (path[:-3] + "AAA", path.replace(".sales.", ".work."), f"{API}/public/unsubscribe/x"):
        assert (await anyone.post(bad)).status_code == 404
    assert await town.counts() == before
    for _ in range(2):
        done = await anyone.post(path, data={"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200, done.text
    await tell(town, acme, dedupe_key="other")
    await tell(town, acme, dedupe_key="work", category="work")
    assert [mail["X-Mewayz-Category"] for mail in await raw_mails(town)].count("sales") == 1
    cells = (await town.as_person(ada).get(URL)).json()["items"]
    assert [cell["category"] for cell in cells if cell["channel"] == "email" and not cell["enabled"]] == [
        "sales",
        "community",
        "reports",
        "product",
    ]


async def test_deferred_words_are_asked_for_again_when_they_leave(open_bench: Any) -> None:
    words: dict[str, str | None] = {"title": "Early"}
    asked: list[Any] = []
    up = {"is": True}

    async def render(request: Request) -> JSONResponse:
        asked.append(await request.json())
        if not up["is"]:
            return JSONResponse({"code": "database_unavailable"}, 503)
        return JSONResponse({"title": words["title"], "body": None} if words["title"] else {})

    async def token(_request: Request) -> JSONResponse:
        return JSONResponse({"token": "of no matter to this callee"})

    courses = Starlette(routes=[Route("/internal/v1/notices/render", render, methods=["POST"])])
    identity = Starlette(routes=[Route("/internal/v1/service-tokens", token, methods=["POST"])])
    async with open_bench(callees={"courses": courses, "identity": identity}, mail_url="local:") as bench:
        ada = new_id()
        about = {"id": str(ada), "email": "ada@example.com", "email_verified": True, "name": "Ada", "status": "active"}
        await bench.deliver("identity.user.created.v1", about)
        await bench.person(ada).put(URL, json={"digest": "daily"})
        for number in range(2):
            data = notice(
                recipients={"users": [str(ada)]}, params={"post": number}, dedupe_key=f"p{number}", deferred=True
            )
            await bench.deliver("courses.notice.requested.v1", data, public=False)
        assert [row.title for row in await held(bench)] == [None, None]
        assert len(asked) == 2
        up["is"] = False
        bench.clock.advance(days=1)
        await bench.run_until_idle()
        async with bench.uow() as uow:
            assert await uow.all(sa.select(MailMessage)) == []
        up["is"], words["title"] = True, "Late"
        bench.clock.advance(minutes=5)
        await bench.run_until_idle()
        async with bench.uow() as uow:
            [raw] = await uow.all(sa.select(MailboxMessage.raw))
        assert "• Late" in message_from_string(raw, policy=policy.default).get_body(("plain",)).get_content()
        words["title"] = None
        await bench.deliver("courses.notice.requested.v1", data | {"dedupe_key": "gone"}, public=False)
        bench.clock.advance(days=1)
        await bench.run_until_idle()
        async with bench.uow() as uow:
            assert len(await uow.all(sa.select(MailMessage))) == 1
        assert await held(bench) == []


async def test_the_source_hears_where_it_happened_and_what_the_reader_may_do_there(
    open_town: Any,
) -> None:
    asked: list[Any] = []

    async def render(request: Request) -> JSONResponse:
        asked.append(await request.json())
        return JSONResponse({"title": "Deal won", "body": None})

    crm = Starlette(routes=[Route("/internal/v1/notices/render", render, methods=["POST"])])
    town = await open_town(beside={"crm": crm})
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    await town.join(await town.enter(ada, acme), bob, role="viewer")
    await town.as_person(bob).put(URL, json={"digest": "daily"})
    await tell(town, acme, recipients={"users": [str(bob)]}, params={"deal": "1"}, deferred=True)
    town.bench.clock.advance(days=1, hours=1)
    [mail] = [mail for mail in await town.mails("bob@example.com") if "Deal won" in mail]
    assert "1 notification" in mail
    assert [question["workspace"] for question in asked] == [str(acme)] * 2
    assert all("*:read" in question["permissions"] for question in asked)

"""Links and pictures of mails: what they tell, of whom, and that they lead only where they led."""

import re
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

import httpx2
import pytest

from mewayz_crm.mail.links import Link, url
from mewayz_crm.mail_events.tests.sent import JANE, LIMITS, sent
from mewayz_crm.messages.models import Message
from mewayz_crm.settings.schemas import Tracking
from mewayz_crm.tests.making import API, make
from mewayz_crm.tracking.instrument import instrument
from mewayz_crm.tracking.tests.test_rules import CHROME, GMAIL
from mewayz_crm.tracking.tokens import Mark, address_of
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

HTML = (
    '<html><body>\n<p><a class="x" href="https://shop.example/?a=1&amp;b=2">Shop</a>\n'
    '<a href="https://shop.example/2">Two</a> <a href="https://shop.example/3">Three</a>'
    '<a href="mailto:acme@example.com">Write</a> <a href="{leave}">Leave</a></p></body></html>'
)


def paths(html: str) -> list[str]:
    return [urlsplit(unescape(found)).path for found in re.findall(r'(?:href|src)="([^"]+)"', html)]


class Mail(NamedTuple):
    """A mail, the paths of its three links, of its picture and of its trap."""

    row: Message
    links: list[str]
    picture: str
    trap: str


async def mail(bench: ServiceBench, workspace: UUID, mode: Tracking = "individual") -> Mail:
    row = await sent(bench, workspace)
    bench.clock.advance(minutes=1)
    html = instrument(bench.runtime, row, HTML.format(leave="https://x.example/"), mode=mode)
    every = paths(html)
    links = [path for path in every if path.startswith("/t/c/")]
    [picture] = [path for path in every if path.startswith("/t/o/")]
    return Mail(row, links[:3], picture, links[-1])


async def visit(bench: ServiceBench, path: str, *, agent: str = CHROME, method: str = "GET") -> httpx2.Response:
    return await bench.client().request(method, path, headers={"user-agent": agent})


async def events(bench: ServiceBench, workspace: UUID) -> list[dict[str, Any]]:
    bench.clock.advance(seconds=4)
    await bench.run_until_idle()
    assert await bench.inbox("dead") == []
    found = (await bench.member(workspace).get(f"{API}/mail-events", params={"sort": "at"})).json()["items"]
    return list(found)


async def tracks(bench: ServiceBench, workspace: UUID, mode: Tracking) -> None:
    await bench.member(workspace).patch(f"{API}/settings", json={"tracking": mode})


async def test_links_lead_through_us_but_for_those_that_must_always_work(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    row = await sent(bench, acme)
    leave = url(bench.runtime, Link("unsubscribe", acme, None, JANE))
    page = HTML.format(leave=leave)
    html = instrument(bench.runtime, row, page, mode="individual")
    assert f'href="{leave}"' in html
    assert 'href="mailto:acme@example.com"' in html
    assert "shop.example" not in html
    assert html.count('class="x"') == 1
    assert re.sub(r"<[^>]+>", "", html) == re.sub(r"<[^>]+>", "", page)
    answer = await visit(bench, paths(html)[0])
    assert (answer.status_code, answer.headers["location"]) == (302, "https://shop.example/?a=1&b=2")
    assert instrument(bench.runtime, row, page, mode="off") == page
    assert instrument(bench.runtime, row, "Hello", mode="individual").startswith("Hello<img ")


async def test_an_open_and_a_click_of_a_person_are_told_once(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    await tracks(bench, acme, "individual")
    person = await make(bench.member(acme), emails=[{"address": JANE}])
    made = await mail(bench, acme)
    answer = await visit(bench, made.picture, agent=GMAIL)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    assert answer.headers["cache-control"] == "no-store"
    for _ in range(2):
        await visit(bench, made.links[0])
    bench.clock.advance(minutes=5)
    await visit(bench, made.picture)
    await visit(bench, made.links[0])
    found = await events(bench, acme)
    assert [(one["kind"], one["is_bot"], one["is_proxy"]) for one in found] == [
        ("open", False, True),
        ("click", False, False),
        ("open", False, False),
        ("click", False, False),
    ]
    assert {one["message_id"] for one in found} == {str(made.row.id)}
    assert found[1]["link"] == "https://shop.example/?a=1&b=2"
    [opened], [clicked] = [await bench.published(f"crm.message.{verb}.v1") for verb in ("opened", "clicked")]
    assert (opened.data["contact_id"], opened.data["is_proxy"]) == (person["id"], True)
    assert (clicked.data["contact_id"], clicked.data["link"]) == (person["id"], found[1]["link"])
    lines = (await bench.member(acme).get(f"{API}/timeline", params={"subject_id": person["id"]})).json()["items"]
    assert {"message.opened", "message.clicked"} <= {line["kind"] for line in lines}


@pytest.mark.parametrize("how", ["head", "crawler", "trap", "soon"])
async def test_machines_are_kept_apart(bench: ServiceBench, how: str) -> None:
    acme = await bench.workspace(limits=LIMITS)
    await tracks(bench, acme, "individual")
    made = await mail(bench, acme)
    if how == "head":
        assert (await visit(bench, made.links[0], method="HEAD")).status_code == 302
    elif how == "crawler":
        await visit(bench, made.links[0], agent="python-requests/2.32")
    elif how == "trap":
        assert (await visit(bench, made.trap)).headers["location"] == bench.runtime.settings.public_url
        await visit(bench, made.links[0])
    else:
        fresh = await sent(bench, acme)
        await visit(bench, paths(instrument(bench.runtime, fresh, HTML, mode="individual"))[0])
    assert {one["is_bot"] for one in await events(bench, acme)} == {True}
    assert await bench.published("crm.message.clicked.v1") == []
    if how in {"head", "crawler"}:  # the person who comes after the machine still counts
        await visit(bench, made.links[0])
        assert [one["is_bot"] for one in await events(bench, acme)] == [True, False]


async def test_a_burst_in_parallel_is_a_machine_and_one_click_later_a_person(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    await tracks(bench, acme, "individual")
    made = await mail(bench, acme)
    statuses = await race_statuses(lambda number: visit(bench, made.links[number % 3]), callers=6)
    assert statuses == {302: 6}
    found = await events(bench, acme)
    assert [one["is_bot"] for one in found] == [True] * 3
    bench.clock.advance(minutes=1)
    await visit(bench, made.links[1])
    assert [one["is_bot"] for one in await events(bench, acme)] == [True, True, True, False]
    assert len(await bench.published("crm.message.clicked.v1")) == 1


async def test_anonymous_counts_and_leads_to_nobody(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    person = await make(bench.member(acme), emails=[{"address": JANE}])
    made = await mail(bench, acme, "anonymous")
    await tracks(bench, acme, "individual")  # what the mail was written under still holds
    await visit(bench, made.picture)
    await visit(bench, made.links[0])
    found = await events(bench, acme)
    assert [(one["kind"], one["message_id"]) for one in found] == [("open", None), ("click", None)]
    assert await bench.published("crm.message.opened.v1") == await bench.published("crm.message.clicked.v1") == []
    lines = (await bench.member(acme).get(f"{API}/timeline", params={"subject_id": person["id"]})).json()["items"]
    assert [line["kind"] for line in lines if line["kind"].startswith("message.")] in ([], ["message.sent"])


async def test_off_keeps_nothing_and_old_links_still_lead_on(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    made = await mail(bench, acme)
    await tracks(bench, acme, "off")
    assert (await visit(bench, made.picture)).status_code == 200
    assert (await visit(bench, made.links[0])).headers["location"] == "https://shop.example/?a=1&b=2"
    assert await events(bench, acme) == []


async def test_a_token_that_is_not_ours_leads_nowhere(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    made = await mail(bench, acme)
    token = made.links[0].rpartition("/")[2]
    forged = token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:]
    leave = urlsplit(url(bench.runtime, Link("unsubscribe", acme, None, JANE))).path.rpartition("/")[2]
    for bad in (f"/t/c/{forged}", f"/t/c/{leave}", f"/t/o/{token}.gif", "/t/c/x", "/t/o/%20.gif", "/t/c/1" + "A" * 500):
        answer = await visit(bench, bad)
        assert answer.status_code == 404, bad
        assert "location" not in answer.headers
    gone = address_of(bench.runtime, Mark("click", "individual", acme, UUID(int=1), "https://shop.example/"))
    assert (await visit(bench, urlsplit(gone).path)).headers["location"] == "https://shop.example/"
    assert await events(bench, acme) == []

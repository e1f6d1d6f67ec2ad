"""Segments over what contacts did about their mails and forms: preview, members and audience are one and the same."""

from typing import Any
from uuid import uuid4

import httpx2
import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.campaigns.tests.making import Desk, addresses, desk
from mewayz_crm.mail_events import service as mail_events
from mewayz_crm.messages.models import Message
from mewayz_crm.tests.making import API, make
from mewayz_testing.bench import ServiceBench

URL = f"{API}/segments"
Tree = dict[str, Any]


def asks(field: str, op: str, value: Any = None) -> Tree:
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


async def people(made: Desk, number: int) -> list[dict[str, Any]]:
    """Contacts of the first subscribers."""
    return [
        await make(made.member, first_name=f"P{place}", emails=[{"address": made.addresses[place]}])
        for place in range(number)
    ]


async def did(made: Desk, address: str, kind: str, *, bot: bool = False, counted_only: bool = False) -> None:
    """Somebody opens, clicks or answers their mail, as tracking notes it."""
    async with made.bench.uow(workspace_id=made.workspace_id) as uow:
        message = await uow.scalar(sa.select(Message).where(col(Message.to_norm) == address))
        event = mail_events.event_of(uow, message, kind, provider="mewayz", event_id=str(uuid4()))
        event.is_bot, event.message_id = bot, None if counted_only else message.id
        uow.add(event)
        await uow.flush()
        if not bot:
            await mail_events.tell_first(uow, event)
    await made.bench.run_until_idle()


async def names(member: httpx2.AsyncClient, tree: Tree) -> list[str]:
    tried = await member.post(f"{URL}/preview", json={"filter": tree})
    assert tried.status_code == 200, tried.text
    found = sorted(one["name"] for one in tried.json()["items"])
    assert tried.json()["count"] == len(found)
    return found


async def members(made: Desk, segment: dict[str, Any]) -> list[str]:
    answer = await made.member.get(f"{URL}/{segment['id']}/members")
    assert answer.status_code == 200, answer.text
    return sorted(one["name"] for one in answer.json()["items"])


async def test_who_got_opened_clicked_and_answered_a_campaign(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 6)
    await people(made, 4)
    trees: dict[str, Tree] = {
        "opened": {"all": [asks("last_open_at", "within_last", 7)]},
        "clicked": {"all": [asks("last_click_at", "is_not_empty")]},
        "answered": {"all": [asks("last_reply_at", "on_day", "today")]},
        "silent": {"all": [asks("last_mail_at", "is_not_empty"), asks("last_open_at", "is_empty")]},
    }
    made_of = {
        name: await make(made.member, "segments", name=name, kind="dynamic", filter=t) for name, t in trees.items()
    }
    nested = {"none": [asks("segments", "has_any", [made_of["opened"]["id"]])]}
    made_of["rest"] = await make(made.member, "segments", name="rest", kind="dynamic", filter=nested)
    where = await made.started()
    await mailing.run_until_idle()
    campaign = where.rpartition("/")[2]
    await did(made, made.addresses[0], "open")
    await did(made, made.addresses[0], "click")
    await did(made, made.addresses[1], "open")
    await did(made, made.addresses[2], "open", bot=True)
    await did(made, made.addresses[2], "open", counted_only=True)
    await did(made, made.addresses[3], "reply")
    expected = {"opened": ["P0", "P1"], "clicked": ["P0"], "answered": ["P3"], "silent": ["P2", "P3"]}
    for name, who in expected.items():
        assert await names(made.member, trees[name]) == who, name
        assert await members(made, made_of[name]) == who, f"{name}: without a check of everybody"
    assert await members(made, made_of["rest"]) == ["P2", "P3"], "what asks for such a segment follows"
    for op, field, who in (
        ("has_any", "campaigns_sent", ["P0", "P1", "P2", "P3"]),
        ("has_any", "campaigns_opened", ["P0", "P1"]),
        ("has_none", "campaigns_opened", ["P2", "P3"]),
        ("has_all", "campaigns_clicked", ["P0"]),
    ):
        assert await names(made.member, {"all": [asks(field, op, [campaign])]}) == who, field
        assert await names(made.member, {"all": [asks(field, "has_any", [str(uuid4())])]}) == []
    before = len(post.mails)
    again = await made.started(audience={"include": {"lists": [made.list_id], "segments": [made_of["silent"]["id"]]}})
    await mailing.run_until_idle()
    assert sorted(one["address"] for one in await made.recipients(again)) == made.addresses[2:4]
    assert addresses(list(post.mails.values())[before:]) == made.addresses[2:4]
    assert await mailing.inbox("dead") == []


async def test_who_filled_in_a_form(mailing: ServiceBench) -> None:
    made = await desk(mailing, 2, limits={"crm.captured_emails": -1})
    first, _second = await people(made, 2)
    mapping = {"email": "email"}
    form = await make(made.member, "lead-forms", name="Contact us", source="api", mapping=mapping)
    tree = {"all": [asks("forms", "has_any", [form["id"]]), asks("last_form_at", "on_day", "today")]}
    segment = await make(made.member, "segments", name="asked", kind="dynamic", filter=tree)
    await mailing.run_until_idle()
    assert await members(made, segment) == [] == await names(made.member, tree)
    sent = await mailing.client().post(f"/lead-forms/{form['key']}", json={"answers": {"email": made.addresses[0]}})
    assert sent.status_code < 300, sent.text
    await mailing.run_until_idle()
    assert await members(made, segment) == [first["name"]] == await names(made.member, tree)


async def test_a_member_with_own_records_previews_only_theirs(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 2)
    mine, _ = await people(made, 2)
    bob_id = uuid4()
    assert (await made.member.put(f"{API}/record-access", json={"roles": {"sales": "own"}})).status_code == 200
    where = f"{API}/contacts/{mine['id']}/assign"
    assert (await made.member.post(where, json={"owner_id": str(bob_id)})).status_code == 200
    await made.started()
    await mailing.run_until_idle()
    for address in made.addresses:
        await did(made, address, "open")
    bob = mailing.member(made.workspace_id, role="sales", user_id=bob_id)  # type: ignore[arg-type]
    tree = {"all": [asks("last_open_at", "is_not_empty")]}
    assert (await names(made.member, tree), await names(bob, tree)) == (["P0", "P1"], ["P0"])

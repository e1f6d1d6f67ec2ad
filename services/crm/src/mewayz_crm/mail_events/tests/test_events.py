"""What is reported about a mail counts once, in any order, and does what the settings say (crm.md §11.5)."""

from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest

from mewayz_crm.mail_events import service
from mewayz_crm.mail_events.reports import Clue, Occurrence, Report
from mewayz_crm.mail_events.tests.sent import JANE, LIMITS, happened, sending, sent, settle, state_of
from mewayz_crm.messages.models import Message
from mewayz_crm.tests.making import API, make
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race


async def suppressed(bench: ServiceBench, workspace: UUID) -> list[tuple[str, str]]:
    found = (await bench.member(workspace).get(f"{API}/suppressions")).json()["items"]
    return [(one["value"], one["reason"]) for one in found]


async def kinds(bench: ServiceBench, workspace: UUID, **params: Any) -> list[str]:
    answer = await bench.member(workspace).get(f"{API}/mail-events", params=params)
    assert answer.status_code == 200, answer.text
    return [one["kind"] for one in answer.json()["items"]]


async def test_soft_bounces_do_nothing_and_one_hard_bounce_suppresses(bench: ServiceBench) -> None:
    acme, other = await bench.workspace(limits=LIMITS), await bench.workspace(limits=LIMITS)
    for number in range(2):
        await happened(bench, await sent(bench, acme), "soft_bounce", f"s{number}", reason="452 over quota")
    assert await suppressed(bench, acme) == []
    row = await sent(bench, acme)
    await happened(bench, row, "hard_bounce", "h1", reason="550 5.1.1 no such user", status="5.1.1")
    assert await suppressed(bench, acme) == [(JANE, "hard_bounce")]
    assert await suppressed(bench, other) == []
    assert await state_of(bench, acme, row) == "bounced"
    told = await bench.published("crm.message.bounced.v1")
    assert [one.data["permanent"] for one in told] == [False, False, True]
    assert (told[-1].data["address"], told[-1].data["reason"]) == (JANE, "550 5.1.1 no such user")
    assert await kinds(bench, acme) == ["hard_bounce", "soft_bounce", "soft_bounce"]
    assert await kinds(bench, acme, message_id=str(row.id)) == ["hard_bounce"]
    assert await kinds(bench, acme, kind="open") == await kinds(bench, other) == []


async def test_a_complaint_suppresses_and_leaves_every_list(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    member = bench.member(acme)
    person = await make(member, emails=[{"address": JANE}])
    for name in ("News", "Offers"):
        await make(
            member, "subscriptions", address=JANE,
            list_id=(await make(member, "lists", name=name, opt_in="single"))["id"],
        )  # fmt: skip
    await happened(bench, await sent(bench, acme), "complaint", "c1")
    assert await suppressed(bench, acme) == [(JANE, "complaint")]
    states = (await member.get(f"{API}/contacts/{person['id']}/subscriptions")).json()["items"]
    assert [one["state"] for one in states] == ["unsubscribed", "unsubscribed"]
    params = {"subject_id": person["id"], "kind": "message.complained"}
    lines = (await member.get(f"{API}/timeline", params=params)).json()["items"]
    assert [line["data"]["message_subject"] for line in lines] == ["News"]


async def test_the_same_event_counts_once_however_often_it_comes(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    await bench.member(acme).patch(f"{API}/settings", json={"hard_bounces": 2})
    row = await sent(bench, acme)
    for _ in range(3):
        await happened(bench, row, "hard_bounce", "same")
    said = Report(
        about=Clue(message_id=row.id),
        what=Occurrence(kind="hard_bounce", at=bench.clock.now(), provider="ses", event_id="same"),
    )
    async with bench.uow() as uow:  # the handler itself, once more
        await service.take(uow, said)
    assert await kinds(bench, acme) == ["hard_bounce"]
    assert await suppressed(bench, acme) == []
    assert len(await bench.published("crm.message.bounced.v1")) == 1


@pytest.mark.parametrize("order", list(permutations(["delivered", "soft_bounce", "complaint"])))
async def test_any_order_is_harmless(bench: ServiceBench, order: tuple[str, ...]) -> None:
    acme = await bench.workspace(limits=LIMITS)
    row = await sent(bench, acme)
    for kind in order:
        await happened(bench, row, kind, kind)
    state = await state_of(bench, acme, row)
    assert state == next("bounced" if kind == "soft_bounce" else "complained" for kind in order if kind != "delivered")
    assert sorted(await kinds(bench, acme)) == sorted(order)
    assert await suppressed(bench, acme) == [(JANE, "complaint")]


async def test_many_soft_bounces_without_a_delivery_make_an_address_invalid(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    member = bench.member(acme)
    person = await make(member, emails=[{"address": JANE}])

    async def invalid() -> bool:
        shown = (await member.get(f"{API}/contacts/{person['id']}")).json()
        return bool(shown["emails"][0]["invalid"])

    for number, kind in enumerate(["soft_bounce"] * 4 + ["delivered"] + ["soft_bounce"] * 4):
        bench.clock.advance(hours=1)
        await happened(bench, await sent(bench, acme), kind, f"a{number}")
    bench.clock.advance(days=31)
    await happened(bench, await sent(bench, acme), "soft_bounce", "late")
    assert not await invalid()
    for number in range(4):
        await happened(bench, await sent(bench, acme), "soft_bounce", f"b{number}")
    assert await invalid()
    assert await suppressed(bench, acme) == []


async def test_a_report_during_the_sending_waits_for_its_end(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    row = await sending(bench, acme)
    await happened(bench, row, "delivered", "early")
    assert await kinds(bench, acme) == []
    await settle(bench, acme, row)
    bench.clock.advance(minutes=1)
    await bench.run_until_idle()
    assert await state_of(bench, acme, row) == "delivered"
    lost = await sending(bench, acme, category="personal")
    await settle(bench, acme, lost, "unknown")
    await happened(bench, lost, "delivered", "after all")
    assert await state_of(bench, acme, lost) == "delivered"


async def test_what_is_about_no_mail_of_ours_is_kept_unmatched(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    row = await sent(bench, acme)
    stranger = Message(id=uuid4(), to_norm=JANE)
    await happened(bench, stranger, "hard_bounce", "unknown", status="5.1.1")
    row.to_norm = "somebody@example.com"
    await happened(bench, row, "hard_bounce", "other address")
    assert await suppressed(bench, acme) == []
    staff = bench.staff()
    found = (await staff.get(f"{API}/admin/unmatched-mail-reports")).json()["items"]
    assert [(one["provider_event_id"], one["status"]) for one in found] == [
        ("other address", None),
        ("unknown", "5.1.1"),
    ]
    bench.clock.advance(days=92)
    await bench.run_until_idle()
    assert (await staff.get(f"{API}/admin/unmatched-mail-reports")).json()["items"] == []


async def test_who_unsubscribes_leaves_the_lists_of_the_mail_or_everything(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    member = bench.member(acme)
    ids = [(await make(member, "lists", name=name, opt_in="single"))["id"] for name in ("News", "Offers")]
    for list_id in ids:
        await make(member, "subscriptions", address=JANE, list_id=list_id)
    await happened(bench, await sent(bench, acme, category="marketing", list_ids=[UUID(ids[0])]), "unsubscribe", "u1")
    rows = (await member.get(f"{API}/subscriptions", params={"sort": "created_at"})).json()["items"]
    assert [one["state"] for one in rows] == ["unsubscribed", "confirmed"]
    assert await suppressed(bench, acme) == []
    await happened(bench, await sent(bench, acme), "unsubscribe", "u2", everything=True)
    rows = (await member.get(f"{API}/subscriptions")).json()["items"]
    assert {one["state"] for one in rows} == {"unsubscribed"}
    assert await suppressed(bench, acme) == [(JANE, "unsubscribed_all")]


async def test_reports_in_parallel_count_once_and_two_at_once_are_both_seen(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    await bench.member(acme).patch(f"{API}/settings", json={"hard_bounces": 2})
    first, second = await sent(bench, acme), await sent(bench, acme)

    async def take(row: Message, event_id: str) -> None:
        what = Occurrence(kind="hard_bounce", at=bench.clock.now(), provider="ses", event_id=event_id)
        async with bench.uow() as uow:
            await service.take(uow, Report(about=Clue(message_id=row.id), what=what))

    done = await race(lambda _: take(first, "same"), callers=6)
    assert [one for one in done if isinstance(one, BaseException)] == []
    await bench.run_until_idle()
    assert await kinds(bench, acme) == ["hard_bounce"]
    assert await suppressed(bench, acme) == []
    third = await sent(bench, acme)
    done = await race(lambda n: take((second, third)[n], f"apart-{n}"), callers=2)
    assert [one for one in done if isinstance(one, BaseException)] == []
    await bench.run_until_idle()
    assert await suppressed(bench, acme) == [(JANE, "hard_bounce")]


async def test_members_see_the_events_of_their_own_contacts_only(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    owner = bench.member(acme)
    await owner.put(f"{API}/record-access", json={"roles": {"sales": "own"}})
    mine, theirs = uuid4(), uuid4()
    await make(owner, emails=[{"address": JANE}], owner_id=str(mine))
    row = await sent(bench, acme)
    await happened(bench, row, "delivered", "d1")
    for user, wanted in ((mine, 1), (theirs, 0)):
        member = bench.member(acme, user_id=user, role="sales")
        assert len((await member.get(f"{API}/mail-events")).json()["items"]) == wanted


async def test_an_erased_person_leaves_the_fact_and_no_words(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS)
    member = bench.member(acme)
    person = await make(member, emails=[{"address": JANE}])
    await happened(bench, await sent(bench, acme), "soft_bounce", "s1", reason=f"452 {JANE} over quota")
    data = (await member.get(f"{API}/contacts/{person['id']}/personal-data")).json()
    assert [one["reason"] for one in data["mail_events"]] == [f"452 {JANE} over quota"]
    assert (await member.post(f"{API}/contacts/{person['id']}/erase")).json()["counts"]["mail_events"] == 1
    [left] = (await member.get(f"{API}/mail-events")).json()["items"]
    assert (left["kind"], left["reason"]) == ("soft_bounce", None)

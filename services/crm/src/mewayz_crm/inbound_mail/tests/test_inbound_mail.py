"""What comes back by mail acts on the message it is about, once, and on nothing else (crm.md §8, §11.5, §11.13)."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from mewayz_crm.bounces.tests.mails import ARF, DELAYED, EXIM, POSTFIX, REPLY, SENT, VACATION
from mewayz_crm.mail import addresses
from mewayz_crm.mail_events.tests.sent import JANE, LIMITS, sent, state_of
from mewayz_crm.messages.models import Message
from mewayz_crm.tests.making import API, make
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

WORD = "a-word-of-this-test"
DOMAIN = "In.Mewayz.example"


@pytest.fixture
async def house(open_bench: Any) -> AsyncIterator[ServiceBench]:
    """The service with mail coming in."""
    async with open_bench(crm_inbound_endpoint=WORD, crm_inbound_domain=DOMAIN) as opened:
        yield opened


async def arrives(bench: ServiceBench, text: str | bytes, *, word: str = WORD) -> httpx2.Response:
    raw = text if isinstance(text, bytes) else text.encode()
    headers = {"content-type": "message/rfc822"}
    answer = await bench.client().post(f"/inbound-mail/{word}", content=raw, headers=headers)
    await bench.run_until_idle()
    assert await bench.inbox("dead") == []
    return answer


def about(text: str, row: Message, **changes: str) -> str:
    """A mail of the samples about a message of ours."""
    for old, new in ((SENT, row.rfc_message_id), *changes.items()):
        text = text.replace(old, new)
    return text


def to(bench: ServiceBench, text: str, purpose: Any, row: Message, *, header: str = "To") -> str:
    """A mail that came to one of our addresses."""
    return f"{header}: {addresses.make(bench.runtime, purpose, row.id)}\n{text}"


async def kinds(bench: ServiceBench, workspace: UUID) -> list[str]:
    found = (await bench.member(workspace).get(f"{API}/mail-events", params={"sort": "at"})).json()["items"]
    return [one["kind"] for one in found]


async def suppressed(bench: ServiceBench, workspace: UUID) -> list[tuple[str, str]]:
    found = (await bench.member(workspace).get(f"{API}/suppressions")).json()["items"]
    return [(one["value"], one["reason"]) for one in found]


async def unmatched(bench: ServiceBench) -> list[str]:
    found = (await bench.staff().get(f"{API}/admin/unmatched-mail-reports")).json()["items"]
    return [one["kind"] for one in found]


async def started(bench: ServiceBench, **more: Any) -> tuple[UUID, Message]:
    acme = await bench.workspace(limits=LIMITS)
    return acme, await sent(bench, acme, **more)


async def test_a_report_acts_on_the_recipient_that_we_wrote_to(house: ServiceBench) -> None:
    acme, row = await started(house)
    for _ in range(2):
        assert (await arrives(house, about(POSTFIX, row))).status_code == 204
    assert await kinds(house, acme) == ["hard_bounce"]
    assert await suppressed(house, acme) == [(JANE, "hard_bounce")]
    assert await state_of(house, acme, row) == "bounced"
    assert await unmatched(house) == ["soft_bounce"]  # of the other recipient, whom we did not write to


async def test_a_report_to_the_return_path_needs_no_message_id(house: ServiceBench) -> None:
    acme, row = await started(house)
    elsewhere = EXIM.replace("jane@example.org", "jane.doe@forwarded.example").replace(
        "To: bounces@mewayz.example\n", ""
    )
    assert (await arrives(house, to(house, elsewhere, "bounce", row, header="Delivered-To"))).status_code == 204
    assert await suppressed(house, acme) == [(JANE, "hard_bounce")]
    _, other = await started(house)
    for text in (to(house, POSTFIX, "bounce", other), POSTFIX.replace("bounces@mewayz", "bounce-aaaa@in.mewayz")):
        await arrives(house, text.replace("jane@example.com", "joan@example.com").replace("Jane@E", "Joan@E"))
    assert await kinds(house, other.workspace_id) == []


async def test_an_address_of_ours_cannot_be_guessed(house: ServiceBench) -> None:
    _, row = await started(house)
    good = addresses.make(house.runtime, "bounce", row.id)
    assert good is not None
    assert addresses.read(house.runtime, f"<{good.upper()}>") == ("bounce", row.id)
    assert len(good.partition("@")[0]) <= 64
    middle = "a" if good[20] != "a" else "b"
    for bad in (good[:20] + middle + good[21:], good.replace("bounce-", "leave-"), good.replace("in.", "out."), "x"):
        assert addresses.read(house.runtime, bad.replace("In.", "out.")) is None


async def test_a_bounce_of_no_mail_of_ours_is_kept_unmatched(house: ServiceBench) -> None:
    acme, _ = await started(house)
    assert (await arrives(house, POSTFIX)).status_code == 204
    assert await unmatched(house) == ["soft_bounce", "hard_bounce"]
    assert await kinds(house, acme) == await suppressed(house, acme) == []


@pytest.mark.parametrize(
    ("feedback", "reason", "kind"),
    [("abuse", "complaint", "complaint"), ("opt-out", "unsubscribed_all", "unsubscribe")],
)
async def test_feedback_of_a_provider_ends_all_mail(house: ServiceBench, feedback: str, reason: str, kind: str) -> None:
    acme, row = await started(house)
    member = house.member(acme)
    news = await make(member, "lists", name="News", opt_in="single")
    await make(member, "subscriptions", list_id=news["id"], address=JANE)
    await arrives(house, about(ARF, row, abuse=feedback))
    assert await kinds(house, acme) == [kind]
    assert await suppressed(house, acme) == [(JANE, reason)]
    [row_of] = (await member.get(f"{API}/subscriptions")).json()["items"]
    assert row_of["state"] == "unsubscribed"


async def test_feedback_may_leave_the_name_out_but_not_name_somebody_else(house: ServiceBench) -> None:
    acme, row = await started(house)
    await arrives(house, about(ARF, row, **{"<Jane@example.com>": "<joan@example.com>"}))
    assert await suppressed(house, acme) == []
    await arrives(house, about(ARF, row, **{"Original-Rcpt-To: <Jane@example.com>\n": "", "FW: News": "FW: more"}))
    assert await suppressed(house, acme) == [(JANE, "complaint")]


async def test_a_reply_is_recorded_once_however_often_it_comes(house: ServiceBench) -> None:
    acme, row = await started(house, category="personal")
    person = await make(house.member(acme), emails=[{"address": JANE}])
    answer = about(REPLY, row)
    statuses = await race_statuses(lambda _: arrives(house, answer), callers=4)
    assert statuses == {204: 4}
    await arrives(house, answer.replace("answer-1@", "answer-2@"))
    assert await kinds(house, acme) == ["reply"]
    assert len(await house.published("crm.message.replied.v1")) == 1
    assert await state_of(house, acme, row) == "sent"
    assert person["id"]
    later = await sent(house, acme, category="personal")
    thread = f"<{row.rfc_message_id}> <{later.rfc_message_id}>"
    await arrives(house, f"From: {JANE}\nIn-Reply-To: <{later.rfc_message_id}>\nReferences: {thread}\n\nYes.")
    told = await house.published("crm.message.replied.v1")
    assert [one.data["message_id"] for one in told] == [str(row.id), str(later.id)]


async def test_vacations_successes_and_delays_are_nothing(house: ServiceBench) -> None:
    acme, row = await started(house, category="personal")
    for text in (VACATION, DELAYED, POSTFIX.replace("Action: failed", "Action: delivered")):
        assert (await arrives(house, about(text, row))).status_code == 204
    assert await kinds(house, acme) == await unmatched(house) == []


async def test_unsubscribing_by_mail_ends_the_list_of_the_mail(house: ServiceBench) -> None:
    acme = await house.workspace(limits=LIMITS)
    member = house.member(acme)
    ids = [(await make(member, "lists", name=name, opt_in="single"))["id"] for name in ("News", "Offers")]
    for list_id in ids:
        await make(member, "subscriptions", list_id=list_id, address=JANE)
    row = await sent(house, acme, category="marketing", list_ids=[UUID(ids[0])])
    text = to(house, f"From: {JANE}\nSubject: unsubscribe\n\n", "leave", row)
    for _ in range(2):
        assert (await arrives(house, text)).status_code == 204
    rows = (await member.get(f"{API}/subscriptions", params={"sort": "created_at"})).json()["items"]
    assert [one["state"] for one in rows] == ["unsubscribed", "confirmed"]
    consents = (await member.get(f"{API}/consents", params={"action": "withdrawn"})).json()["items"]
    assert [one["method"] for one in consents] == ["mail"]


async def test_only_the_address_that_was_set_up_takes_mail(house: ServiceBench, bench: ServiceBench) -> None:
    assert (await arrives(house, REPLY, word="guess")).status_code == 404
    assert (await arrives(bench, REPLY)).status_code == 404
    assert (await arrives(house, b"x" * 10_485_761)).status_code == 413
    for nonsense in (b"", b"\xff\xfe\x00", b"Content-Type: multipart/report; boundary=\n\n", uuid4().bytes * 9):
        assert (await arrives(house, nonsense)).status_code == 204
    assert await unmatched(house) == []

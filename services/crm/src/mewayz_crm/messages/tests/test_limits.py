"""What keeps mails from leaving twice, too often or against somebody's will, also when a worker is lost."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from mewayz_crm.messages import service as messages
from mewayz_crm.messages.drafts import Draft
from mewayz_crm.messages.models import Message
from mewayz_crm.senders.models import Sender, SenderDay
from mewayz_crm.tests.making import API, make
from mewayz_kit.errors import PaymentRequired
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race

JANE = "jane@example.com"
LIMITS = {"crm.contacts": -1, "crm.mails_month": -1}


def draft(**more: Any) -> Draft:
    given = {"category": "transactional", "purpose": "receipt", "to_address": JANE, "subject": "Hi"}
    return Draft(**{**given, "html": "<p>Hello</p>", "text": "Hello", **more})


async def put(bench: ServiceBench, workspace: UUID, **more: Any) -> UUID:
    async with bench.uow(workspace_id=workspace) as uow:
        return (await messages.queue(uow, draft(**more))).id


async def stored(bench: ServiceBench, workspace: UUID) -> list[Message]:
    async with bench.uow(workspace_id=workspace) as uow:
        return list(await uow.all(sa.select(Message).order_by(sa.text("id"))))


async def claimed(bench: ServiceBench, workspace: UUID, message_id: UUID) -> bool:
    async with bench.uow(workspace_id=workspace) as uow:
        return await messages.claim(uow, message_id) is not None


async def used(bench: ServiceBench, period: str) -> int:
    usage = bench.runtime.service.tables.usage
    async with bench.runtime.db.read.connect() as connection:
        mine = (usage.c.metric == "crm.mails_month") & (usage.c.period == period)
        return int(await connection.scalar(sa.select(usage.c.used).where(mine)) or 0)


async def readers(bench: ServiceBench, workspace: UUID) -> tuple[UUID, str]:
    """A list that Jane is on, and her subscription."""
    member = bench.member(workspace)
    news = await make(member, "lists", name="News", opt_in="single")
    yes = await make(member, "subscriptions", list_id=news["id"], address=JANE)
    return UUID(news["id"]), yes["id"]


async def test_a_claim_beside_an_unsubscription_is_before_it_or_refused(mailing: ServiceBench) -> None:
    acme = await mailing.workspace(limits=LIMITS)
    member = mailing.member(acme)
    news, yes = await readers(mailing, acme)
    ids = [await put(mailing, acme, category="marketing", list_ids=[news]) for _ in range(5)]

    async def attempt(number: int) -> bool:
        if number == len(ids):
            return (await member.post(f"{API}/subscriptions/{yes}/unsubscribe")).status_code == 200
        return await claimed(mailing, acme, ids[number])

    won = await race(attempt, callers=len(ids) + 1)
    assert [result for result in won if isinstance(result, BaseException)] == []
    assert won[-1] is True
    for row, taken in zip(await stored(mailing, acme), won, strict=False):
        assert (row.state, row.error) == (("sending", None) if taken else ("suppressed", "unsubscribed"))
    late = await put(mailing, acme, category="marketing", list_ids=[news])
    assert not await claimed(mailing, acme, late)


@pytest.mark.parametrize("reason", ["unsubscribed_all", "manual", "hard_bounce", "complaint"])
async def test_a_suppression_after_the_queue_keeps_marketing_and_personal_mail(
    mailing: ServiceBench, reason: str
) -> None:
    acme = await mailing.workspace(limits=LIMITS)
    news, _ = await readers(mailing, acme)
    await put(mailing, acme, category="marketing", list_ids=[news])
    await put(mailing, acme, category="personal")
    await make(mailing.member(acme), "suppressions", value=JANE, reason=reason)
    await mailing.run_until_idle()
    assert [(row.state, row.error) for row in await stored(mailing, acme)] == [("suppressed", reason)] * 2


async def test_the_month_has_as_many_marketing_mails_as_the_plan(mailing: ServiceBench) -> None:
    acme = await mailing.workspace(limits=LIMITS | {"crm.mails_month": 3})
    news, _ = await readers(mailing, acme)
    month = f"{mailing.clock.now():%Y-%m}"
    results = await race(
        lambda number: put(mailing, acme, category="marketing", list_ids=[news], dedupe_key=f"{number}"), callers=8
    )
    assert sum(isinstance(result, UUID) for result in results) == 3
    assert sum(isinstance(result, PaymentRequired) for result in results) == 5
    assert (len(await stored(mailing, acme)), await used(mailing, month)) == (3, 3)
    again = next(number for number, result in enumerate(results) if isinstance(result, UUID))
    await put(mailing, acme, category="marketing", list_ids=[news], dedupe_key=f"{again}")
    await put(mailing, acme)  # transactional mail does not count
    assert await used(mailing, month) == 3
    await make(mailing.member(acme), "suppressions", value=JANE)
    await mailing.run_until_idle()
    assert await used(mailing, month) == 0  # what never left is given back


async def test_a_sender_has_its_cap_every_day_whoever_sends(mailing: ServiceBench) -> None:
    acme = await mailing.workspace(limits=LIMITS, timezone="Asia/Tokyo")
    sender = await make(mailing.member(acme), "senders", name="Jo", address="jo@acme.example", daily_cap=3)
    async with mailing.uow(workspace_id=acme) as uow:
        await uow.execute(sa.update(Sender).values(state="verified"))
    ids = [await put(mailing, acme, category="personal", sender_id=UUID(sender["id"])) for _ in range(8)]
    won = await race(lambda number: claimed(mailing, acme, ids[number]), callers=8)
    assert sorted(map(str, won)) == ["False"] * 5 + ["True"] * 3
    assert [row.error for row in await stored(mailing, acme) if row.state == "queued"] == ["daily_cap"] * 5
    await mailing.run_until_idle()
    assert sum(row.state == "queued" for row in await stored(mailing, acme)) == 5
    mailing.clock.advance(days=1)
    await mailing.run_until_idle()
    assert sum(row.state == "sent" for row in await stored(mailing, acme)) == 3
    async with mailing.uow(workspace_id=acme) as uow:
        assert [day.mails for day in await uow.all(sa.select(SenderDay))] == [3, 3]


async def test_what_was_not_taken_is_not_taken_from_the_cap_either(mailing: ServiceBench, post: Any) -> None:
    acme = await mailing.workspace(limits=LIMITS)
    sender = await make(mailing.member(acme), "senders", name="Jo", address="jo@acme.example", daily_cap=1)
    async with mailing.uow(workspace_id=acme) as uow:
        await uow.execute(sa.update(Sender).values(state="verified"))
    post.open = False
    await put(mailing, acme, category="personal", sender_id=UUID(sender["id"]))
    for _ in range(2):
        await mailing.run_until_idle()
        [row] = await stored(mailing, acme)
        assert (row.state, row.error) == ("queued", "provider_not_configured")
        mailing.clock.advance(hours=1)
    post.open = True
    await mailing.run_until_idle()
    assert [row.state for row in await stored(mailing, acme)] == ["sent"]
    mailing.clock.advance(days=9)
    await mailing.run_until_idle()
    async with mailing.uow(workspace_id=acme) as uow:
        assert list(await uow.all(sa.select(SenderDay))) == []


async def test_a_person_who_is_erased_while_a_mail_is_on_its_way_gets_no_second_try(mailing: ServiceBench) -> None:
    acme = await mailing.workspace(limits=LIMITS)
    member = mailing.member(acme)
    person = await make(member, first_name="Jane", emails=[{"address": JANE}])
    message_id = await put(mailing, acme)
    async with mailing.uow(workspace_id=acme) as uow:
        row = await messages.claim(uow, message_id)
        assert row is not None
    assert (await member.post(f"{API}/contacts/{person['id']}/erase")).status_code == 200
    async with mailing.uow(workspace_id=acme) as uow:
        assert await messages.settle(uow, message_id, row.fence, messages.Outcome("later")) is not None
    mailing.clock.advance(hours=1)
    await mailing.run_until_idle()
    [row] = await stored(mailing, acme)
    assert (row.state, row.error, row.to_address, row.subject) == ("suppressed", "erased", "", "")


async def test_a_lost_worker_leaves_marketing_unconfirmed_and_lets_transactional_mail_go_again(
    mailing: ServiceBench, post: Any
) -> None:
    acme = await mailing.workspace(limits=LIMITS)
    news, _ = await readers(mailing, acme)
    ids = [await put(mailing, acme, category="marketing", list_ids=[news]), await put(mailing, acme)]
    fences = []
    for message_id in ids:  # two workers claim and are killed
        async with mailing.uow(workspace_id=acme) as uow:
            row = await messages.claim(uow, message_id)
            assert row is not None
            fences.append(row.fence)
    await mailing.run_until_idle()
    assert [row.state for row in await stored(mailing, acme)] == ["sending", "sending"]
    mailing.clock.advance(minutes=6)
    await mailing.run_until_idle()
    lost, again = await stored(mailing, acme)
    assert (lost.state, lost.error) == ("unconfirmed", "worker_lost")
    assert (again.state, again.attempts) == ("sent", 2)
    assert [mail["Message-ID"] for mail in post.to(JANE)] == [f"<{again.rfc_message_id}>"]
    for message_id, fence in zip(ids, fences, strict=True):  # and come back from the dead
        async with mailing.uow(workspace_id=acme) as uow:
            assert await messages.settle(uow, message_id, fence, messages.Outcome("refused")) is None
    mailing.clock.advance(days=2)
    await mailing.run_until_idle()
    assert [row.state for row in await stored(mailing, acme)] == ["unconfirmed", "sent"]


async def test_a_job_that_is_handled_twice_sends_once(mailing: ServiceBench, post: Any) -> None:
    acme = await mailing.workspace(limits=LIMITS)
    await put(mailing, acme)
    await mailing.run_until_idle()
    inbox = mailing.runtime.service.tables.inbox
    async with mailing.runtime.db.write.begin() as connection:
        await connection.execute(
            sa.update(inbox).where(inbox.c.consumer == "messages.send_message").values(state="pending")
        )
    await mailing.run_until_idle()
    assert (len(post.to(JANE)), post.tries) == (1, 1)
    assert len(await mailing.published("crm.message.sent.v1")) == 1

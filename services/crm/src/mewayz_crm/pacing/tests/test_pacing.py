"""Mails leave at the pace of their sender, their domain and the provider, whoever sends them and how many workers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from mewayz_crm.campaigns.sending.tests.test_once import worker
from mewayz_crm.campaigns.tests.making import Desk, desk
from mewayz_crm.mail_domains.models import MailDomain
from mewayz_crm.messages import service as messages
from mewayz_crm.messages.models import Message
from mewayz_crm.pacing import service as pacing
from mewayz_crm.pacing.models import MailBucket
from mewayz_crm.pacing.rules import Bucket
from mewayz_crm.tests.making import API
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race

MINUTE = timedelta(minutes=1)


async def put(made: Desk, number: int, **more: Any) -> list[UUID]:
    """So many transactional mails of the desk's sender."""
    given = {"category": "transactional", "purpose": "receipt", "html": "<p>Hi</p>", "text": "Hi", "subject": "Hi"}
    about = {**given, "sender_id": UUID(made.sender_id), **more}
    async with made.bench.uow(workspace_id=made.workspace_id) as uow:
        return [
            (await messages.queue(uow, messages.Draft(to_address=f"p{place}@example.com", **about))).id
            for place in range(number)
        ]


async def rows(made: Desk) -> list[Message]:
    async with made.bench.uow(workspace_id=made.workspace_id) as uow:
        return list(await uow.all(sa.select(Message).order_by(sa.text("id"))))


async def claimed(made: Desk, message_id: UUID) -> bool:
    async with made.bench.uow(workspace_id=made.workspace_id) as uow:
        return await messages.claim(uow, message_id) is not None


def most_in_an_hour(sent: Sequence[datetime]) -> int:
    return max(sum(start <= at < start + timedelta(hours=1) for at in sent) for start in sent)


async def limit(made: Desk, *, sender: int | None = None, domain: int | None = None) -> None:
    """Set the limits as a member does."""
    patched = await made.member.patch(f"{API}/senders/{made.sender_id}", json={"throttle_per_hour": sender})
    assert patched.json()["throttle_per_hour"] == sender
    [own] = (await made.member.get(f"{API}/mail-domains")).json()["items"]
    patched = await made.member.patch(f"{API}/mail-domains/{own['id']}", json={"throttle_per_hour": domain})
    assert patched.json()["throttle_per_hour"] == domain


async def test_of_many_workers_no_more_get_a_turn_than_the_sender_may_send(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing)
    await limit(made, sender=180)
    ids = await put(made, 8)
    won = await race(lambda number: claimed(made, ids[number]), callers=8)
    assert sorted(map(str, won)) == ["False"] * 5 + ["True"] * 3, "a bucket of 180 an hour holds three"
    waiting = [row for row in await rows(made) if row.state == "queued"]
    assert {(row.error, row.attempts) for row in waiting} == {("throttled", 0)}
    slots = sorted(row.slot_at for row in waiting if row.slot_at)
    assert len(set(slots)) == 5, "each waits for a moment of its own"
    assert all(later - earlier >= timedelta(seconds=20) for earlier, later in pairwise(slots))
    for _ in range(4):
        await mailing.run_until_idle()
        mailing.clock.advance(minutes=1)
    await mailing.run_until_idle()
    assert sum(row.state == "sent" for row in await rows(made)) == 5, "the three claimed ones were never handed over"
    assert len(post.mails) == 5


async def test_takers_share_a_bucket_to_the_last_mail(mailing: ServiceBench) -> None:
    made = await desk(mailing)
    shared, narrow = Bucket("provider:x", 1200), Bucket("sender:x", 300)

    async def attempt(number: int) -> int:
        return await pacing.take(worker(mailing, made), [shared, narrow] if number % 2 else [shared], wanted=4)

    taken = [one for one in await race(attempt, callers=8) if isinstance(one, int)]
    assert len(taken) == 8
    assert sum(taken) == 20
    assert await pacing.take(worker(mailing, made), [shared], wanted=4) == 0
    async with mailing.uow() as uow:
        assert await pacing.next_one(uow, [shared, narrow]) > uow.now
    mailing.clock.advance(days=2)
    await mailing.run_until_idle()
    async with mailing.uow() as uow:
        assert list(await uow.all(sa.select(MailBucket))) == [], "a full bucket needs no row"


async def test_a_domain_paces_its_campaigns_and_its_other_mails_together(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 6)
    await limit(made, domain=60)
    where = await made.started()
    await put(made, 3)
    for _ in range(12):
        await mailing.run_until_idle()
        mailing.clock.advance(minutes=1)
    await mailing.run_until_idle()
    sent = [row.sent_at for row in await rows(made) if row.sent_at]
    assert (len(sent), len(post.mails), await made.state(where)) == (9, 9, "finished")
    assert all(later - earlier >= MINUTE for earlier, later in pairwise(sorted(sent)))


async def test_one_provider_is_shared_by_all_workspaces(open_bench: Any, post: Any) -> None:
    async with open_bench(callees=post.callees(), crm_mails_per_hour=120) as bench:
        one, other = await desk(bench), await desk(bench)
        await put(one, 3)
        await put(other, 3)
        await bench.run_until_idle()
        assert len(post.mails) == 2
        for _ in range(4):
            bench.clock.advance(minutes=1)
            await bench.run_until_idle()
        assert len(post.mails) == 6
        sent = [row.sent_at for made in (one, other) for row in await rows(made) if row.sent_at]
        assert most_in_an_hour(sent) <= 120


@pytest.mark.parametrize("wrong", [0, -1, 1_000_001, "many"])
async def test_a_pace_is_a_number_of_mails(mailing: ServiceBench, wrong: Any) -> None:
    made = await desk(mailing)
    where = f"{API}/senders/{made.sender_id}"
    assert (await made.member.patch(where, json={"throttle_per_hour": wrong})).status_code == 422
    async with mailing.uow(workspace_id=made.workspace_id) as uow:
        assert await uow.scalar(sa.select(MailDomain.throttle_per_hour)) is None

"""At most once: with several workers, with workers that are lost, and with providers that fail."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.campaigns.models import Campaign
from mewayz_crm.campaigns.recipients.models import CampaignRecipient
from mewayz_crm.campaigns.sending import batches, loop
from mewayz_crm.campaigns.sending.schemas import Step
from mewayz_crm.campaigns.tests.making import Desk, addresses, desk
from mewayz_crm.mail import transports
from mewayz_crm.messages import service as messages
from mewayz_crm.messages.drafts import Outcome
from mewayz_crm.messages.models import Message
from mewayz_crm.tests.making import API
from mewayz_kit.ids import new_id
from mewayz_kit.transport.base import Envelope
from mewayz_kit.work import Work
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race


def worker(bench: ServiceBench, made: Desk, *, attempts: int = 1) -> Work:
    """What a job gets from a runner, in any process."""
    envelope = Envelope(
        id=new_id(),
        source="crm",
        type="job:campaigns.sending.send_campaign",
        subject="step",
        time=bench.clock.now(),
        data={},
        public=False,
        workspaceid=made.workspace_id,
        correlationid=new_id(),
    )
    return Work(bench.runtime, envelope, attempts)


async def step_of(bench: ServiceBench, made: Desk, where: str) -> Step:
    """The step that is to be done now."""
    async with bench.uow(workspace_id=made.workspace_id) as uow:
        row = await uow.get(Campaign, UUID(where.rpartition("/")[2]))
        assert row.run is not None
        return Step(campaign_id=row.id, run=row.run)


async def test_several_workers_at_one_campaign_send_to_each_once(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 40)
    where = await made.started()
    step = await step_of(mailing, made, where)

    async def work(_number: int) -> None:
        await loop.send(step, worker(mailing, made))

    for outcome in await race(work, callers=4):
        # One that meets another one's lock is done again by its runner, as it would be here.
        assert outcome is None or "lock" in str(outcome).lower(), outcome
    await mailing.run_until_idle()
    assert addresses(list(post.mails.values())) == sorted(made.addresses)
    assert post.tries == 40, "nothing was handed over twice"
    assert await made.states(where) == ["sent"] * 40
    async with mailing.uow(workspace_id=made.workspace_id) as uow:
        assert await uow.scalar(sa.select(sa.func.count(col(Message.id)))) == 40
    assert await made.state(where) == "finished"
    assert len(await mailing.published("crm.campaign.finished.v1")) == 1
    assert len(await mailing.published("crm.message.sent.v1")) == 40


async def test_somebody_who_leaves_while_a_batch_is_loaded_gets_nothing(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 3)
    where = await made.started()
    step, work = await step_of(mailing, made, where), worker(mailing, made)
    async with work.uow(writes=False) as reading:
        batch = await batches.load(reading, step)
    assert batch is not None
    first, second, third = batch.recipients
    rows = (await made.member.get(f"{API}/subscriptions", params={"address": first.address})).json()["items"]
    await made.member.post(f"{API}/subscriptions/{rows[0]['id']}/unsubscribe")
    await loop.send_one(work, batch, first)
    await loop.send_one(work, batch, second)
    await made.do(where, "pause")
    await loop.send_one(work, batch, third)
    assert addresses(list(post.mails.values())) == [second.address]
    await made.do(where, "resume")
    await mailing.run_until_idle()
    shown = {one["address"]: (one["state"], one["skip_reason"]) for one in await made.recipients(where)}
    assert shown == {
        first.address: ("skipped", "unsubscribed"),
        second.address: ("sent", None),
        third.address: ("sent", None),
    }


async def test_two_workers_with_one_recipient_and_a_leaving_person(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 12)
    where = await made.started()
    step = await step_of(mailing, made, where)
    leaving = made.addresses[:4]
    ids = {}
    for address in leaving:
        rows = (await made.member.get(f"{API}/subscriptions", params={"address": address})).json()["items"]
        ids[address] = rows[0]["id"]

    async def attempt(number: int) -> None:
        if number < 2:
            await loop.send(step, worker(mailing, made))
        else:
            answer = await made.member.post(f"{API}/subscriptions/{ids[leaving[number - 2]]}/unsubscribe")
            assert answer.status_code in {200, 409}, answer.text

    await race(attempt, callers=6)
    await mailing.run_until_idle()
    mailing.clock.advance(seconds=30)
    await mailing.run_until_idle()
    got = addresses(list(post.mails.values()))
    assert len(got) == len(set(got)) == post.tries
    assert set(made.addresses[4:]) <= set(got)
    states = {one["address"]: one["state"] for one in await made.recipients(where)}
    assert {address for address, state in states.items() if state == "sent"} == set(got)
    assert {states[address] for address in leaving} <= {"sent", "skipped"}
    assert await made.state(where) == "finished"


async def lost(mailing: ServiceBench, made: Desk, where: str) -> tuple[Any, Any, Work]:
    """A worker that is gone between its claim and its settlement."""
    work = worker(mailing, made)
    async with work.uow(writes=False) as reading:
        batch = await batches.load(reading, await step_of(mailing, made, where))
    assert batch is not None
    recipient = batch.recipients[0]
    async with work.uow() as uow:
        claimed = await loop.claims.claim(uow, recipient, batch.draft(recipient), variant=0, cap=None, mode=batch.mode)
    assert claimed.message is not None
    return recipient, claimed.message, work


async def test_a_lost_worker_leaves_somebody_unconfirmed_who_is_never_sent_to_by_itself(
    mailing: ServiceBench, post: Any
) -> None:
    made = await desk(mailing, 3)
    where = await made.started()
    recipient, message, work = await lost(mailing, made, where)
    for _ in range(8):
        await mailing.run_until_idle()
        mailing.clock.advance(minutes=1)
    await mailing.run_until_idle()
    assert await made.states(where) == ["sent", "sent", "unconfirmed"]
    assert await made.state(where) == "finished"
    assert recipient.address not in addresses(list(post.mails.values()))
    async with work.uow() as uow:
        row = await uow.get(Campaign, UUID(where.rpartition("/")[2]))
        await loop.settle(uow, row, recipient, message, Outcome("accepted", "local"))
    assert await made.states(where) == ["sent", "sent", "unconfirmed"], "an old fence settles nothing"

    again = await made.do(where, "retry-unconfirmed")
    assert (again.status_code, again.json()) == (200, {"recipients": 1}), again.text
    assert (await made.do(where, "retry-unconfirmed")).json()["code"] == "nothing_unconfirmed"
    await mailing.run_until_idle()
    assert await made.states(where) == ["sent"] * 3
    assert (await made.state(where), len(post.mails)) == ("finished", 3)


class Failing:
    """A provider that answers every call with the same outcome."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome, self.calls = outcome, 0

    async def __call__(self, _runtime: Any, _message: Message) -> Outcome:
        self.calls += 1
        await asyncio.sleep(0)
        return self.outcome


@pytest.mark.parametrize("kind", ["later", "unknown"])
async def test_a_failing_provider_pauses_the_campaign_and_its_owner_is_told_once(
    mailing: ServiceBench, monkeypatch: pytest.MonkeyPatch, kind: Any
) -> None:
    """crm.md §11.16."""
    made = await desk(mailing, 60)
    provider = Failing(Outcome(kind, "smtp", reason="500"))
    monkeypatch.setattr(messages, "call", provider)
    where = await made.started()
    for _ in range(4):
        await mailing.run_until_idle()
        mailing.clock.advance(hours=1)
    shown = (await made.member.get(where)).json()
    assert (shown["state"], shown["reason"]) == ("paused", "provider_failing")
    assert provider.calls == 50
    rows = await made.recipients(where)
    assert "sent" not in {one["state"] for one in rows}
    assert len([one for one in rows if one["state"] == "queued"]) == (60 if kind == "later" else 10)
    assert (await made.member.get(f"{where}/stats")).json()["sent"] == 0
    assert await mailing.published("crm.message.sent.v1") == []
    [paused] = await mailing.published("crm.campaign.paused.v1")
    assert paused.data["reason"] == "provider_failing"
    [notice] = await mailing.published("crm.notice.requested.v1")
    assert notice.data["recipients"]["users"] == [shown["owner_id"]]
    assert await mailing.inbox("dead") == []
    monkeypatch.undo()
    assert (await made.do(where, "resume")).status_code == 200
    await mailing.run_until_idle()
    assert (await made.states(where)).count("sent") == (60 if kind == "later" else 10)
    assert await made.state(where) == "finished"


async def test_without_a_way_out_of_the_house_the_campaign_stops_honestly(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 2)
    where = await made.campaign()
    post.open = False
    later = (mailing.clock.now() + timedelta(hours=1)).isoformat()
    for verb, body in (("start", {}), ("schedule", {"at": later})):
        refused = await made.do(where, verb, **body)
        assert (refused.status_code, refused.json()["code"]) == (409, "provider_not_configured")
    look = (await made.member.get(f"{where}/preflight")).json()
    assert (look["ready"], [one["code"] for one in look["blockers"]]) == (False, ["provider_not_configured"])
    assert await made.state(where) == "draft"
    post.open = True
    mailing.clock.advance(seconds=transports.REMEMBERED_SECONDS)
    assert (await made.do(where, "start")).status_code == 200
    post.open = False  # the operator takes it away while the campaign runs
    await mailing.run_until_idle()
    shown = (await made.member.get(where)).json()
    assert (shown["state"], shown["reason"]) == ("paused", "provider_not_configured")
    assert await made.states(where) == ["queued", "queued"]
    post.open = True
    mailing.clock.advance(hours=1)
    await made.do(where, "resume")
    await mailing.run_until_idle()
    assert await made.states(where) == ["sent", "sent"]


async def test_a_transport_of_the_operators_own_is_not_asked_for(open_bench: Any) -> None:
    async with open_bench(crm_mail_url="smtp://127.0.0.1:1?starttls=never") as bench:
        made = await desk(bench, 1)
        assert (await made.do(await made.campaign(), "start")).status_code == 200


async def test_refused_addresses_fail_alone_and_cost_nothing(
    mailing: ServiceBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await desk(mailing, 3, limits={"crm.mails_month": 3})
    monkeypatch.setattr(messages, "call", Failing(Outcome("refused", "smtp", reason="550", bounced=True)))
    where = await made.started()
    await mailing.run_until_idle()
    assert await made.states(where) == ["failed"] * 3
    assert await made.state(where) == "finished"
    monkeypatch.undo()
    again = await made.started()
    await mailing.run_until_idle()
    assert await made.states(again) == ["sent"] * 3


async def test_two_campaigns_at_once_keep_the_frequency_cap(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 6)
    await made.member.patch(f"{API}/settings", json={"frequency_cap_mails": 1})
    paths = [await made.started() for _ in range(3)]
    steps = [await step_of(mailing, made, where) for where in paths]

    async def work(number: int) -> None:
        await loop.send(steps[number], worker(mailing, made))

    await race(work, callers=3)
    await mailing.run_until_idle()
    mailing.clock.advance(seconds=30)
    await mailing.run_until_idle()
    assert addresses(list(post.mails.values())) == sorted(made.addresses)
    states = [state for where in paths for state in await made.states(where)]
    assert (states.count("sent"), states.count("skipped")) == (6, 12)


@pytest.mark.parametrize("place", ["load", "messages.call", "_go_on"])
async def test_what_cannot_be_sent_stops_the_campaign_instead_of_hiding_it(
    mailing: ServiceBench, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    made = await desk(mailing, 2)

    async def broken(*_: Any) -> Any:
        raise RuntimeError("a bug")

    monkeypatch.setattr(f"{loop.__name__}.{place}", broken)
    where = await made.started()
    with pytest.raises(RuntimeError):
        await loop.send(await step_of(mailing, made, where), worker(mailing, made))
    assert await made.state(where) == "running"
    async with mailing.uow(workspace_id=made.workspace_id) as uow:
        again = sa.update(CampaignRecipient).values(state="queued", fence=None)
        await uow.execute(again)
    await loop.send(await step_of(mailing, made, where), worker(mailing, made, attempts=loop.GIVES_UP))
    shown = (await made.member.get(where)).json()
    assert (shown["state"], shown["reason"]) == ("paused", "internal_error")
    assert await mailing.published("crm.campaign.paused.v1")

"""Statistics that are sums, and tests that people decide, not machines."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col

from mewayz_crm.campaigns.models import Campaign
from mewayz_crm.campaigns.results import service as results
from mewayz_crm.campaigns.results.rules import STATES, figures
from mewayz_crm.campaigns.sending.schemas import Decide
from mewayz_crm.campaigns.tests.making import WORDS, Desk, desk
from mewayz_crm.mail_events.service import event_of
from mewayz_crm.mail_events.sums import KINDS
from mewayz_crm.messages.models import Message
from mewayz_crm.tests.making import make
from mewayz_testing.bench import ServiceBench

COUNTED = st.tuples(st.sampled_from(STATES), st.none() | st.sampled_from(["unsubscribed"]), st.integers(0, 9))


@given(st.lists(COUNTED))
def test_figures_add_up(counted: list[tuple[str, str | None, int]]) -> None:
    made = figures(counted, [("click", 5, 3), ("reply", 2, 2), ("other", 9, 9)])
    assert made["recipients"] == sum(made[state] for state in STATES) == sum(number for _, _, number in counted)
    assert sum(made["skipped_because"].values()) <= made["skipped"]
    assert (made["clicked"], made["opened"], made["replied"]) == (
        {"human": 3, "all": 5},
        {"human": 0, "all": 0},
        2,
    )
    assert set(KINDS.values()) < set(made)


async def happen(made: Desk, number: int, kind: str, *, variant: int, bot: bool = False) -> None:
    """Something happens to the mails of a variant, to as many of them, twice each."""
    async with made.bench.uow(workspace_id=made.workspace_id) as uow:
        [row] = await uow.all(sa.select(Campaign))
        mine = col(Message.step_id) == UUID(row.variants[variant]["id"])
        for message in (await uow.all(sa.select(Message).where(mine).order_by(col(Message.id))))[:number]:
            for _ in range(2):
                event = event_of(uow, message, kind, provider="tracking", event_id=str(uuid4()))
                event.is_bot = bot
                uow.add(event)


async def begun(made: Desk, **test: Any) -> str:
    """A running test of two subjects."""
    variants = [{"template_id": made.template_id, "subject": f"Subject {letter}"} for letter in "AB"]
    return await made.started(variants=variants, ab_test={"share": 4000, "wait_minutes": 60, **test})


@pytest.mark.parametrize("by", ["clicks", "opens"])
async def test_the_rest_gets_what_people_liked_better(mailing: ServiceBench, post: Any, by: str) -> None:
    made = await desk(mailing, 10)
    where = await begun(made, by=by)
    await mailing.run_until_idle()
    assert await made.states(where) == ["queued"] * 6 + ["sent"] * 4
    subjects = sorted(str(mail["Subject"]) for mail in post.mails.values())
    assert subjects == ["Subject A"] * 2 + ["Subject B"] * 2
    await happen(made, 2, by.removesuffix("s"), variant=0, bot=True)
    await happen(made, 1, by.removesuffix("s"), variant=1)
    mailing.clock.advance(minutes=59)
    await mailing.run_until_idle()
    assert len(post.mails) == 4
    mailing.clock.advance(minutes=2)
    await mailing.run_until_idle()
    shown = (await made.member.get(where)).json()
    assert (shown["state"], shown["winner"]) == ("finished", 1)
    assert sorted(str(mail["Subject"]) for mail in post.mails.values()).count("Subject B") == 8
    stats = (await made.member.get(f"{where}/stats")).json()
    verb = "clicked" if by == "clicks" else "opened"
    assert stats[verb] == {"human": 1, "all": 3}, "mails, not events"
    assert [one["sent"] for one in stats["variants"]] == [2, 8]
    assert [one[verb]["human"] for one in stats["variants"]] == [0, 1]


async def test_of_equal_variants_the_first_wins_and_a_decision_is_made_once(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 5)
    where = await begun(made)
    await mailing.run_until_idle()
    assert (await made.states(where)).count("sent") == 2
    shown = (await made.member.get(where)).json()
    async with mailing.uow(workspace_id=made.workspace_id) as uow:
        [row] = await uow.all(sa.select(Campaign))
        timer = Decide(campaign_id=row.id, at=row.decide_at)
        await results.decide(uow, timer)
    await happen(made, 1, "click", variant=1)
    for _ in range(2):
        async with mailing.uow(workspace_id=made.workspace_id) as uow:
            await results.decide(uow, timer)
    await mailing.run_until_idle()
    mailing.clock.advance(hours=2)
    await mailing.run_until_idle()
    after = (await made.member.get(where)).json()
    assert (shown["winner"], after["winner"], after["state"]) == (None, 0, "finished")
    assert len(post.mails) == 5


async def test_a_decision_in_a_pause_waits_for_the_resume(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 5)
    where = await begun(made)
    await mailing.run_until_idle()
    await made.do(where, "pause")
    mailing.clock.advance(hours=2)
    await mailing.run_until_idle()
    assert ((await made.member.get(where)).json()["winner"], len(post.mails)) == (0, 2)
    await made.do(where, "resume")
    await mailing.run_until_idle()
    assert (await made.state(where), len(post.mails)) == ("finished", 5)


async def test_a_variant_with_nobody_is_refused_at_the_start(mailing: ServiceBench) -> None:
    made = await desk(mailing, 2)
    variants = [{"template_id": made.template_id, "subject": letter} for letter in "AB"]
    where = await made.campaign(variants=variants, ab_test={"share": 1000})
    answer = await made.do(where, "start")
    assert (answer.status_code, answer.json()["code"]) == (422, "audience_too_small"), answer.text
    assert (await made.state(where), await made.recipients(where)) == ("draft", [])
    assert (await made.member.patch(where, json={"ab_test": {"share": 10000}})).status_code == 200
    assert (await made.do(where, "start")).status_code == 200
    await mailing.run_until_idle()
    mailing.clock.advance(hours=5)
    await mailing.run_until_idle()
    assert await made.state(where) == "finished"


async def test_who_follows_a_link_is_counted_and_the_way_out_is_not_tracked(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 2)
    words = WORDS + " [shop](https://shop.example/sale)"
    shop = await make(made.member, "mail-templates", key="shop", subject="Shop", body=words)
    where = await made.started(variants=[{"template_id": shop["id"]}])
    await mailing.run_until_idle()
    [first, _] = post.mails.values()
    html = first.get_body(("html",)).get_content()
    assert "https://shop.example/sale" not in html
    assert "/t/o/" in html
    assert 'href="http://127.0.0.1:8080/u/' in html
    mailing.clock.advance(minutes=5)
    path = "/t/c/" + html.partition("/t/c/")[2].partition('"')[0]
    browser = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    for _ in range(2):
        answer = await mailing.client().get(path, headers=browser)
        assert (answer.status_code, answer.headers["location"]) == (302, "https://shop.example/sale"), answer.text
    machine = await mailing.client().get(path, headers={"user-agent": "Googlebot/2.1"})
    assert machine.status_code == 302
    await mailing.run_until_idle()
    stats = (await made.member.get(f"{where}/stats")).json()
    assert (stats["clicked"], stats["variants"][0]["clicked"]) == ({"human": 1, "all": 1}, {"human": 1, "all": 1})

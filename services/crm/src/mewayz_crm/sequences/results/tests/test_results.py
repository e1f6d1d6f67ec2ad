"""Statistics of sequences are sums over what happened."""

from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from mewayz_crm.mail_events.models import MailEvent
from mewayz_crm.mail_events.service import event_of
from mewayz_crm.messages.models import Message
from mewayz_crm.sequences.results import rules
from mewayz_crm.sequences.tests.making import Desk, desk, wait
from mewayz_crm.tests.making import API, make
from mewayz_testing.bench import ServiceBench

STATES = st.sampled_from([*rules.MAILS, *rules.LEFT])
NUMBERS = st.integers(0, 9)


@given(st.lists(st.tuples(STATES, st.none() | st.sampled_from(["frequency_cap", "unsubscribed"]), NUMBERS)))
def test_figures_of_mails_add_up(counted: list[tuple[str, str | None, int]]) -> None:
    made = rules.mails(counted)
    assert made["mails"] == sum(made[state] for state in rules.MAILS) == sum(number for _, _, number in counted)
    assert sum(made["suppressed_because"].values()) == made["suppressed"]


@given(st.lists(st.tuples(st.sampled_from(rules.ENROLMENTS), st.none() | st.just("reply"), NUMBERS)))
def test_figures_of_enrolments_add_up(counted: list[tuple[str, str | None, int]]) -> None:
    made = rules.enrolments(counted)
    parts = ("active", "paused", "completed", "exited", "failed_enrolments")
    assert made["enrolments"] == sum(made[part] for part in parts) == sum(number for _, _, number in counted)
    assert sum(made["exited_because"].values()) == made["exited"]


async def stats(at: Desk, sequence: str, member: Any = None) -> dict[str, Any]:
    answer = await (member or at.member).get(f"{API}/sequences/{sequence}/stats")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def happen(at: Desk, kind: str, *, number: int, bot: bool = False) -> None:
    """Something happens twice to each of the oldest mails."""
    async with at.bench.uow(workspace_id=at.workspace) as uow:
        for message in (await uow.all(sa.select(Message).order_by(sa.text("id"))))[:number]:
            for _ in range(2):
                event = event_of(uow, message, kind, provider="tracking", event_id=str(uuid4()))
                event.is_bot = bot
                uow.add(event)


async def test_a_sequence_counts_its_contacts_and_what_came_of_its_mails(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.marketing(at.mail("a"), wait("w", 3), at.mail("b"))
    empty = await stats(at, sequence)
    assert (empty["enrolments"], empty["mails"], [one["step"] for one in empty["steps"]]) == (0, 0, ["a", "b"])
    people = [await at.contact(f"p{n}@example.com", subscribed=True) for n in range(4)]
    await at.enrol(sequence, *people)
    await happen(at, "open", number=3)
    await happen(at, "open", number=4, bot=True)
    await happen(at, "click", number=1)
    await make(at.member, "suppressions", value="p3@example.com")
    await at.pass_time(days=3)
    shown = await stats(at, sequence)
    assert (shown["enrolments"], shown["completed"], shown["exited"]) == (4, 3, 1)
    assert sum(shown["exited_because"].values()) == 1
    assert (shown["mails"], shown["sent"]) == (7, 7)
    assert (shown["opened"], shown["clicked"]) == ({"human": 3, "all": 4}, {"human": 1, "all": 1})
    first, second = shown["steps"]
    assert (first["sent"], first["opened"]["human"], second["sent"], second["opened"]["all"]) == (4, 3, 3, 0)
    assert first["sent"] + second["sent"] == shown["sent"]

    async with mailing.uow(workspace_id=at.workspace) as uow:
        event: Any = MailEvent
        prints = sa.select(sa.func.count(sa.distinct(event.message_print)))
        human = prints.where(event.kind == "open", event.is_bot.is_(False), event.step_id == UUID(first["id"]))
        assert await uow.scalar(human) == first["opened"]["human"], "the sum over the events themselves"

    changed = {"steps": [at.mail("b")]}
    assert (await at.member.patch(f"{API}/sequences/{sequence}", json=changed)).status_code == 200
    later = await stats(at, sequence)
    assert [one["step"] for one in later["steps"]] == ["b", "a"], "a step that is gone keeps its figures"
    assert {k: v for k, v in later.items() if k != "steps"} == {k: v for k, v in shown.items() if k != "steps"}
    other = await at.marketing(at.mail("a"))
    assert (await stats(at, other))["mails"] == 0


async def test_sums_are_those_of_all_also_for_who_sees_only_their_own(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.marketing(at.mail("a"))
    await at.enrol(sequence, await at.contact(subscribed=True))
    await happen(at, "open", number=1)
    assert (await at.member.put(f"{API}/record-access", json={"roles": {"sales": "own"}})).status_code == 200
    bob = mailing.member(at.workspace, role="sales", user_id=uuid4())  # type: ignore[arg-type]
    assert await stats(at, sequence, bob) == await stats(at, sequence)
    stranger = mailing.member(await mailing.workspace())
    assert (await stranger.get(f"{API}/sequences/{sequence}/stats")).status_code == 404

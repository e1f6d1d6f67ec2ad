"""Steps over simulated days: each once, in its window, with its effect."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from mewayz_crm.mail_events import service as mail_events
from mewayz_crm.mail_events.models import MailEvent
from mewayz_crm.mail_events.reports import Occurrence
from mewayz_crm.mail_templates import service as templates
from mewayz_crm.messages import service as messages
from mewayz_crm.messages.models import Message
from mewayz_crm.sequences.enrolments.events import StepDue
from mewayz_crm.sequences.running import service as running
from mewayz_crm.sequences.running.service import Overtaken
from mewayz_crm.sequences.tests.making import JANE, LIMITS, OWN, Desk, desk, tag, wait
from mewayz_crm.tests.making import API, make
from mewayz_kit.inbox import Runner
from mewayz_kit.outbox import Relay
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race


async def reply(mailing: ServiceBench, workspace: UUID, message: Message, number: int = 0) -> None:
    """The person answers a mail."""
    event = MailEvent(
        message_id=message.id,
        message_print=bytes(32),
        step_id=message.step_id,
        kind="reply",
        at=mailing.clock.now(),
        provider="inbound",
        provider_event_id=f"{message.id}:{number}",
    )
    async with mailing.uow(workspace_id=workspace) as uow:
        uow.add(event)


async def sent(mailing: ServiceBench, at: Desk) -> list[Message]:
    """The mails of the workspace's enrolments."""
    found: list[Message] = []
    for row in await at.items("sequence-enrolments"):
        async with mailing.uow(workspace_id=at.workspace) as uow:
            found += await messages.of_enrolment(uow, UUID(row["id"]))
    return found


async def test_mails_leave_in_their_windows_by_the_clock_of_the_contact(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    office = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from_hour": 9, "until_hour": 17}]
    sequence = await at.marketing(at.mail("a"), wait("w", 3), at.mail("b"), windows=office)
    jane = await at.contact(subscribed=True, tz="America/New_York")
    mailing.clock.set(datetime(2026, 10, 30, 9, tzinfo=UTC))  # Friday, 05:00 in New York; its clocks change on Sunday
    await at.enrol(sequence, jane)
    assert post.to(JANE) == []
    mailing.clock.set(datetime(2026, 10, 30, 13, tzinfo=UTC))
    await mailing.run_until_idle()
    assert len(post.to(JANE)) == 1
    assert (await at.items("sequence-enrolments"))[0]["due_at"] == "2026-11-02T14:00:00Z"
    mailing.clock.set(datetime(2026, 11, 2, 13, 59, tzinfo=UTC))
    await mailing.run_until_idle()
    assert len(post.to(JANE)) == 1
    mailing.clock.set(datetime(2026, 11, 2, 23, tzinfo=UTC))  # the worker was away: the window is over
    await mailing.run_until_idle()
    assert len(post.to(JANE)) == 1
    mailing.clock.set(datetime(2026, 11, 3, 14, tzinfo=UTC))
    await mailing.run_until_idle()
    assert len(post.to(JANE)) == 2
    assert await at.enrolments() == [("completed", None)]
    [first, _] = post.to(JANE)
    assert (first["Subject"], post.text(first).strip()) == ("Hello Jane", f"Hi {JANE}")
    [message, _] = await sent(mailing, at)
    assert (message.category, message.purpose, message.state) == ("marketing", "hello", "sent")
    kinds = [event.type.split(".")[2] for event in await mailing.published() if "sequence_enrolment" in event.type]
    assert kinds == ["started", "completed"]
    lines = await at.items("timeline", subject_id=jane)
    assert [line["kind"] for line in lines if line["kind"].startswith("sequence")] == [
        "sequence_enrolment.started",
        "sequence_enrolment.completed",
    ]


async def test_every_action_does_what_it_says(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    pipeline = (await at.items("pipelines"))[0]["id"]
    stages = await at.items("stages", pipeline_id=pipeline)
    second = next(stage["id"] for stage in stages if stage["position"] == 1)
    shop = await make(at.member, "lists", name="Shop", opt_in="single")
    steps = [
        tag("t", "warm"),
        {"key": "task", "type": "create_task", "subject": "Call Jane", "due_in_days": 2},
        {"key": "list", "type": "add_to_list", "list_id": shop["id"]},
        {"key": "deal", "type": "move_deal", "stage_id": second},
    ]
    sequence = await at.sequence(*steps, reentry="after_end")
    jane = await at.contact(owner_id=str(at.user_id), tags=["old"])
    deal = await make(at.member, "deals", name="Big", contact_ids=[jane])
    await at.enrol(sequence, jane)
    assert await at.done() == [(step["key"], "done") for step in steps]
    assert (await at.member.get(f"{API}/contacts/{jane}")).json()["tags"] == ["old", "warm"]
    [task] = await at.items("activities")
    wanted = mailing.clock.now() + timedelta(days=2)
    assert (task["subject"], task["assignee_id"], task["related"][0]["id"]) == ("Call Jane", str(at.user_id), jane)
    assert datetime.fromisoformat(task["due_at"]) - wanted in {timedelta(0), timedelta(hours=1), timedelta(hours=-1)}
    [subscription] = await at.items("subscriptions", list_id=shop["id"])
    assert (subscription["state"], subscription["source"]) == ("confirmed", "sequence")
    assert (await at.member.get(f"{API}/deals/{deal['id']}")).json()["stage_id"] == second

    await at.member.post(f"{API}/subscriptions/{subscription['id']}/unsubscribe")
    await at.member.post(f"{API}/deals/{deal['id']}/win", json={})
    await at.enrol(sequence, jane)
    assert (await at.done())[4:] == [("t", "done"), ("task", "done"), ("list", "unsubscribed"), ("deal", "no_deal")]
    assert (await at.items("subscriptions", list_id=shop["id"]))[0]["state"] == "unsubscribed"


async def test_conditions_look_at_the_contact_of_that_moment_and_jumps_are_bounded(
    mailing: ServiceBench, post: Any
) -> None:
    at = await desk(mailing, post)
    bought = {"field": "tags", "op": "has_any", "value": ["bought"]}
    sequence = await at.sequence(
        tag("t", "asked"),
        wait("w"),
        {"key": "b", "type": "branch", "arms": [{"filter": bought, "to": "thanks"}]},
        {"key": "j", "type": "jump", "to": "t", "at_most": 2},
        {"key": "out", "type": "exit"},
        tag("thanks", "thanked"),
    )
    jane, joe = await at.contact(), await at.contact("joe@example.com")
    await at.enrol(sequence, jane, joe)
    await at.member.patch(f"{API}/contacts/{joe}", json={"tags": ["bought"]})
    for _ in range(4):
        await at.pass_time(days=1)
    runs = await at.done(contact_id=jane)
    assert [step for step, _ in runs] == ["t", "w", "b", "j"] * 3 + ["out"]
    assert [outcome for step, outcome in runs if step == "j"] == ["jumped", "jumped", "went_on"]
    assert (await at.done(contact_id=joe))[2:] == [("b", "branched"), ("thanks", "done")]
    assert sorted(await at.enrolments()) == [("completed", None), ("exited", "exit_step")]


async def test_two_workers_at_one_step_do_it_once(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.sequence(wait("w"), at.mail("m"))
    for number in range(3):
        await at.enrol(sequence, await at.contact(f"p{number}@example.com"))
    mailing.clock.advance(days=1)
    for row in await at.items("sequence-enrolments"):
        due = StepDue(enrolment_id=row["id"], visit=row["visit"])

        async def attempt(_: int, due: StepDue = due) -> None:
            async with mailing.uow(workspace_id=at.workspace) as uow:
                await running.advance(uow, due)

        results = await race(attempt, callers=4)
        failed = [one for one in results if isinstance(one, BaseException) and not isinstance(one, Overtaken)]
        assert not [one for one in failed if "locked" not in str(one) and "Deadlock" not in str(one)], failed
    for _ in range(2):
        await mailing.run_until_idle()
    assert [len(post.to(f"p{number}@example.com")) for number in range(3)] == [1, 1, 1]
    assert (await at.done())[3:] == [("m", "queued")] * 3
    assert len(await mailing.published("crm.sequence_enrolment.completed.v1")) == 3


async def test_a_step_that_rings_twice_early_or_late_is_done_once(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.sequence(wait("w"), tag("t"))
    await at.enrol(sequence, await at.contact())
    [row] = await at.items("sequence-enrolments")
    for visit in (0, 1, 2):  # done before, not due yet, never reached
        async with mailing.uow(workspace_id=at.workspace) as uow:
            await running.advance(uow, StepDue(enrolment_id=row["id"], visit=visit))
    assert await at.done() == [("w", "done")]
    await at.pass_time(days=1)
    for _ in range(2):
        async with mailing.uow(workspace_id=at.workspace) as uow:
            await running.advance(uow, StepDue(enrolment_id=row["id"], visit=1))
    assert await at.done() == [("w", "done"), ("t", "done")]


async def test_a_step_that_cannot_be_done_fails_after_some_tries_and_leaves_nothing(
    mailing: ServiceBench, post: Any
) -> None:
    at = await desk(mailing, post)
    broken = {"key": "broken", "subject": "Hi", "body": "{{ contact.first_name|upper }}"}
    template = await make(at.member, "mail-templates", **broken)
    sequence = await at.sequence({"key": "m", "type": "mail", "template_id": template["id"]})
    async with mailing.uow(workspace_id=at.workspace) as uow:
        version = await templates.latest(uow, UUID(template["id"]))
        assert version is not None
        version.html = "{{ nobody.knows }}"  # as a version of a time before a rule
    await at.enrol(sequence, await at.contact())
    for _ in range(6):
        await at.pass_time(minutes=2)
    assert await at.enrolments() == [("active", None)]
    await at.pass_time(minutes=5)
    [row] = await at.items("sequence-enrolments")
    assert (row["state"], row["error"].partition(":")[0]) == ("failed", "Unprocessable")
    assert await at.done() == []
    [told] = await mailing.published("crm.sequence_enrolment.exited.v1")
    assert told.data["reason"] == "failed"
    assert await mailing.inbox("dead") == []
    assert post.to(JANE) == []


async def test_a_month_without_room_puts_the_mail_off(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.marketing(at.mail("m"))
    await mailing.workspace(limits=LIMITS | {"crm.mails_month": 0}, workspace_id=at.workspace)
    jane = await at.contact(subscribed=True)
    at.member = mailing.member(at.workspace, user_id=at.user_id)
    await at.enrol(sequence, jane)
    assert (await at.enrolments(), post.to(JANE)) == ([("active", None)], [])
    await mailing.workspace(limits=LIMITS, workspace_id=at.workspace)
    await at.pass_time(hours=1)
    assert (await at.enrolments(), len(post.to(JANE))) == ([("completed", None)], 1)


async def test_without_its_sender_a_sequence_pauses_itself(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.sequence(wait("w"), at.mail("m"))
    await at.enrol(sequence, await at.contact())
    assert (await at.member.delete(f"{API}/senders/{at.sender_id}")).status_code == 204
    await at.pass_time(days=1)
    shown = (await at.member.get(f"{API}/sequences/{sequence}")).json()
    assert (shown["state"], shown["pause_reason"], shown["sender_id"]) == ("paused", "no_sender", None)
    assert (await at.enrolments(), post.to(JANE)) == ([("active", None)], [])


async def test_outreach_comes_from_the_member_in_one_thread_with_a_way_out(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.sequence(at.mail("a"), wait("w"), at.mail("b"), kind="outreach")
    await at.enrol(sequence, await at.contact(locale="de"))
    await at.pass_time(days=1)
    [first, second] = post.to(JANE)
    assert second["Subject"] == "Re: Hello Jane"
    async with mailing.uow(workspace_id=at.workspace) as uow:
        rows = await messages.of_enrolment(uow, UUID((await at.items("sequence-enrolments"))[0]["id"]))
    assert [row.category for row in rows] == ["personal", "personal"]
    assert (rows[0].in_reply_to, rows[1].in_reply_to, rows[0].from_address) == (None, rows[0].rfc_message_id, OWN)
    assert "Wenn du nichts mehr von mir hören möchtest" in post.text(first)
    link = "/u/" + post.text(first).partition("/u/")[2].split()[0]
    assert (await mailing.client().post(link)).status_code == 200
    [suppression] = await at.items("suppressions")
    assert suppression["reason"] == "unsubscribed_all"


async def test_a_reply_stops_outreach_before_its_next_step(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.sequence(at.mail("a"), wait("w"), at.mail("b"), kind="outreach")
    await at.enrol(sequence, await at.contact(), await at.contact("joe@example.com"))
    [first] = [message for message in await sent(mailing, at) if message.to_address == JANE]
    await reply(mailing, at.workspace, first)
    await at.pass_time(days=1)
    assert (len(post.to(JANE)), len(post.to("joe@example.com"))) == (1, 2)
    assert sorted(await at.enrolments()) == [("completed", None), ("exited", "reply")]


async def test_a_reply_that_is_told_ends_outreach_at_once_and_nothing_else(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    jane = await at.contact()
    for kind in ("outreach", "transactional"):
        await at.enrol(await at.sequence(at.mail("a"), wait("w"), at.mail("b"), kind=kind, name=kind), jane)
    for message in await sent(mailing, at):
        occurrence = Occurrence(kind="reply", at=mailing.clock.now(), provider="inbound", event_id=str(message.id))
        for _ in range(2):
            async with mailing.uow(workspace_id=at.workspace) as uow:
                await mail_events.record(uow, await uow.get(Message, message.id, lock=True), occurrence)
    await mailing.run_until_idle()
    assert sorted(await at.enrolments()) == [("active", None), ("exited", "reply")]
    assert len(await mailing.published("crm.sequence_enrolment.exited.v1")) == 1


async def test_what_waits_for_the_next_day_does_not_leave_after_a_reply(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    await at.member.patch(f"{API}/senders/{at.sender_id}", json={"daily_cap": 1})
    sequence = await at.sequence(at.mail("a"), wait("w", 1, "minutes"), at.mail("b"), kind="outreach")
    await at.enrol(sequence, await at.contact())
    await at.pass_time(minutes=1)
    assert [(message.state, message.error) for message in await sent(mailing, at)] == [
        ("sent", None),
        ("queued", "daily_cap"),
    ]
    await reply(mailing, at.workspace, (await sent(mailing, at))[0])
    await at.pass_time(days=1)
    assert [(message.state, message.error) for message in await sent(mailing, at)] == [
        ("sent", None),
        ("suppressed", "replied"),
    ]
    assert len(post.to(JANE)) == 1


async def test_a_reply_at_the_moment_of_the_step_wins_or_comes_after_the_mail(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.sequence(at.mail("a"), wait("w"), at.mail("b"), kind="outreach")
    for number in range(4):
        await at.enrol(sequence, await at.contact(f"p{number}@example.com"))
    firsts = await sent(mailing, at)
    mailing.clock.advance(days=1)

    async def attempt(number: int) -> None:
        if number < 4:
            await reply(mailing, at.workspace, firsts[number])
        else:
            await mailing.run_until_idle()

    results = await race(attempt, callers=5)
    assert not [one for one in results if isinstance(one, BaseException)], results
    await mailing.run_until_idle()
    for first in firsts:
        [enrolment] = [row for row in await at.items("sequence-enrolments") if row["id"] == str(first.enrolment_id)]
        mails = len(post.to(first.to_address))
        assert (enrolment["state"], mails) in {("exited", 1), ("completed", 1), ("completed", 2)}
        if mails == 1 and enrolment["state"] == "completed":  # the step was first, the reply before the mail
            async with mailing.uow(workspace_id=at.workspace) as uow:
                rows = await messages.of_enrolment(uow, first.enrolment_id or first.id)
            assert rows[1].error == "replied"


async def test_the_daily_cap_of_a_sender_holds_with_four_workers(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    await at.member.patch(f"{API}/senders/{at.sender_id}", json={"daily_cap": 3})
    sequence = await at.sequence(at.mail("a"), kind="outreach")
    people = [await at.contact(f"p{number}@example.com") for number in range(8)]
    await at.act("sequences", sequence, "enrol", contact_ids=people)
    relay, runners = Relay(mailing.runtime), [Runner(mailing.runtime) for _ in range(4)]

    async def work(number: int) -> None:
        while await runners[number].step() or (number == 0 and await relay.step()):
            pass

    def leaving() -> int:
        return sum(len(post.to(f"p{number}@example.com")) for number in range(8))

    results = await race(work, callers=4)
    assert not [one for one in results if isinstance(one, BaseException)], results
    await mailing.run_until_idle()
    assert leaving() == 3
    for total in (6, 8):
        await at.pass_time(days=1)
        assert leaving() == total


async def test_the_frequency_cap_counts_the_mails_of_sequences_and_holds_for_them(
    mailing: ServiceBench, post: Any
) -> None:
    at = await desk(mailing, post)
    await at.member.patch(f"{API}/settings", json={"frequency_cap_mails": 2, "frequency_cap_days": 7})
    jane = await at.contact(subscribed=True)
    for _ in range(2):
        await at.enrol(await at.marketing(at.mail("a"), wait("w", 3), at.mail("b")), jane)
    assert len(post.to(JANE)) == 2
    await at.pass_time(days=3)
    assert [(row.state, row.error) for row in await sent(mailing, at)][1::2] == [("suppressed", "frequency_cap")] * 2
    assert await at.enrolments() == [("completed", None)] * 2, "who has enough mail goes on without this one"
    await at.enrol(await at.sequence(at.mail("a")), jane)
    assert len(post.to(JANE)) == 3, "a transactional mail is no marketing"
    await at.pass_time(days=8)
    await at.enrol(await at.marketing(at.mail("a")), jane)
    assert len(post.to(JANE)) == 4


async def test_sequences_that_mail_an_address_at_once_keep_the_frequency_cap(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    await at.member.patch(f"{API}/settings", json={"frequency_cap_mails": 1})
    await at.contact(subscribed=True)
    about: dict[str, Any] = {"category": "marketing", "purpose": "x", "to_address": JANE, "subject": "x"}
    draft = messages.Draft(**about, html="x", text="x", list_ids=[UUID(at.list_id)], sender_id=UUID(at.sender_id))
    async with mailing.uow(workspace_id=at.workspace) as uow:
        ids = [(await messages.queue(uow, draft)).id for _ in range(6)]

    async def attempt(number: int) -> bool:
        async with mailing.uow(workspace_id=at.workspace) as uow:
            return await messages.claim(uow, ids[number]) is not None

    won = await race(attempt, callers=6)
    assert sorted(map(str, won)) == ["False"] * 5 + ["True"]

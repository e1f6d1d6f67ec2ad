"""Who takes part, how often, and what ends it at once."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from mewayz_crm.mail import links
from mewayz_crm.sequences.enrolments.models import SequenceEnrolment
from mewayz_crm.sequences.enrolments.rules import ENROLMENT
from mewayz_crm.sequences.tests.making import JANE, desk, tag, wait
from mewayz_crm.sequences.triggers.handlers import DEEDS
from mewayz_crm.sequences.triggers.service import triggered
from mewayz_crm.tests.making import API, make
from mewayz_kit.ids import new_id
from mewayz_kit.outgoing import MAX_DEPTH
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race, race_statuses

URL = f"{API}/sequence-enrolments"


def test_an_enrolment_that_is_over_stays_over() -> None:
    assert all(ENROLMENT.is_final(state) for state in ("completed", "exited", "failed"))


async def test_consent_is_asked_for_at_the_beginning_and_of_the_address(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.marketing(at.mail("m"))
    nobody, stranger = await at.contact(None), await at.contact("stranger@example.com")
    second = await make(
        at.member,
        first_name="Two",
        emails=[{"address": "main@example.com"}, {"address": "news@example.com"}],
        allow_duplicate=True,
    )
    await make(at.member, "subscriptions", list_id=at.list_id, address="news@example.com")
    told = await at.enrol(sequence, nobody, stranger, second["id"])
    reasons = {one["contact_id"]: one["reason"] for one in told["skipped"]}
    assert reasons == {nobody: "no_address", stranger: "not_subscribed"}
    assert len(told["enrolment_ids"]) == 1
    assert (len(post.to("main@example.com")), len(post.to("news@example.com"))) == (0, 1)
    reach = await at.sequence(at.mail("m"), kind="outreach", name="Reach")
    await make(at.member, "suppressions", value="stranger@example.com")
    told = await at.enrol(reach, stranger)
    assert told["skipped"] == [{"contact_id": stranger, "reason": "suppressed"}]


@pytest.mark.parametrize("way", ["list", "suppression", "link"])
async def test_whoever_leaves_is_out_in_the_same_transaction(mailing: ServiceBench, post: Any, way: str) -> None:
    at = await desk(mailing, post)
    news = await at.marketing(at.mail("a"), wait("w"), at.mail("b"))
    reach = await at.sequence(wait("w"), at.mail("b"), kind="outreach", name="Reach")
    order = await at.sequence(wait("w"), tag("t"), name="Order")
    jane, joe = await at.contact(subscribed=True), await at.contact("joe@example.com", subscribed=True)
    for sequence in (news, reach, order):
        await at.enrol(sequence, jane, joe)
    if way == "list":
        [mine] = await at.items("subscriptions", address=JANE)
        await at.act("subscriptions", mine["id"], "unsubscribe")
    elif way == "suppression":
        await make(at.member, "suppressions", value=JANE)
    else:
        link = links.Link("unsubscribe", at.workspace, UUID(at.list_id), JANE)
        way_out = "/u/" + links.token(mailing.runtime, link)
        assert (await mailing.client().post(way_out)).status_code == 200
    # Nothing has run since: the very answer of the request found it ended.
    rows = await at.items("sequence-enrolments", contact_id=jane)
    ended = {row["sequence_id"]: (row["state"], row["reason"]) for row in rows}
    reason = "suppressed" if way == "suppression" else "unsubscribed"
    gone, stays = ("exited", reason), ("active", None)
    assert ended == {news: gone, reach: gone if way == "suppression" else stays, order: stays}
    assert await at.enrolments(contact_id=joe) == [stays] * 3
    await at.pass_time(days=1)
    assert len(post.to(JANE)) == (1 if way == "suppression" else 2), "outreach asks for no subscription"
    told = [event.data["reason"] for event in await mailing.published("crm.sequence_enrolment.exited.v1")]
    assert told == [reason] * (2 if way == "suppression" else 1)


async def test_a_beginning_and_a_no_at_once_never_pass_each_other(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.marketing(wait("w"), at.mail("m"))
    contacts = [await at.contact(f"p{number}@example.com", subscribed=True) for number in range(4)]
    rows = await at.items("subscriptions")

    async def attempt(number: int) -> int:
        if number < 4:
            body = {"contact_ids": [contacts[number]]}
            return (await at.member.post(f"{API}/sequences/{sequence}/enrol", json=body)).status_code
        return (await at.member.post(f"{API}/subscriptions/{rows[number - 4]['id']}/unsubscribe")).status_code

    results = await race(attempt, callers=8)
    assert set(results) <= {200, 409}, results
    for number, row in enumerate(rows):
        if results[4 + number] == 409:  # somebody else was at it: said again
            await at.act("subscriptions", row["id"], "unsubscribe")
    assert [state for state, _ in await at.enrolments() if state == "active"] == []


async def test_a_contact_takes_part_once_or_again_after_some_days(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    jane = await at.contact()
    once = await at.sequence(wait("w", 1, "hours"), tag("t"))
    again = await at.sequence(wait("w", 1, "hours"), tag("t"), reentry="after_end", reentry_days=2, name="Again")
    for sequence in (once, again):
        assert (await at.enrol(sequence, jane))["skipped"] == []
        assert (await at.enrol(sequence, jane))["skipped"][0]["reason"] == "already_active"
    await at.pass_time(hours=1)
    for sequence in (once, again):
        assert (await at.enrol(sequence, jane))["skipped"][0]["reason"] == "no_reentry"
    await at.pass_time(days=2)
    assert (await at.enrol(once, jane))["skipped"][0]["reason"] == "no_reentry"
    assert (await at.enrol(again, jane))["skipped"] == []
    assert [row["run_no"] for row in await at.items("sequence-enrolments", sequence_id=again)] == [1, 2]


async def test_of_many_beginnings_at_once_one_counts(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence, jane = await at.sequence(wait("w"), tag("t"), reentry="after_end"), await at.contact()
    body = {"contact_ids": [jane]}
    statuses = await race_statuses(lambda _: at.member.post(f"{API}/sequences/{sequence}/enrol", json=body), callers=6)
    assert set(statuses) <= {200, 409}
    assert await at.enrolments() == [("active", None)]


async def test_a_member_pauses_resumes_and_ends_one(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.sequence(wait("w"), tag("t"), wait("v"), tag("u"))
    jane = await at.contact()
    [enrolment] = (await at.enrol(sequence, jane))["enrolment_ids"]
    assert (await at.act("sequence-enrolments", enrolment, "pause"))["state"] == "paused"
    await at.pass_time(days=2)
    assert await at.done() == [("w", "done")]
    twice = await at.member.post(f"{URL}/{enrolment}/pause")
    assert (twice.status_code, twice.json()["code"]) == (409, "invalid_transition")
    assert (await at.act("sequence-enrolments", enrolment, "resume"))["state"] == "active"
    await mailing.run_until_idle()
    assert [step for step, _ in await at.done()] == ["w", "t", "v"]
    ended = await at.act("sequence-enrolments", enrolment, "exit")
    assert (ended["state"], ended["reason"], ended["due_at"], ended["step"]) == ("exited", "by_hand", None, None)
    await at.pass_time(days=2)
    assert [step for step, _ in await at.done()] == ["w", "t", "v"]
    assert (await at.member.post(f"{URL}/{enrolment}/resume")).status_code == 409
    assert (await at.member.delete(f"{URL}/{enrolment}")).status_code == 405


async def test_what_happens_to_a_contact_begins_and_ends_sequences_once(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    segment = await make(at.member, "segments", name="Warm")
    germans = {"field": "country", "op": "eq", "value": "DE"}
    waits = (wait("w"), tag("t", "done"))
    born = await at.sequence(*waits, name="Born", trigger={"event": "contact_created", "filter": germans})
    tagged = await at.sequence(
        *waits,
        name="Tagged",
        trigger={"event": "tag_added", "about": "Hot"},
        exits=[{"event": "segment_entered", "about": segment["id"]}],
        reentry="after_end",
    )
    listed = await at.marketing(*waits, name="Listed", trigger={"event": "list_confirmed", "about": at.list_id})
    warm = await at.sequence(*waits, name="Warm", trigger={"event": "segment_entered"})
    await at.sequence(*waits, name="Draft", trigger={"event": "contact_created"}, active=False)

    async def begun(contact_id: str) -> list[str]:
        await mailing.run_until_idle()
        return [row["sequence_id"] for row in await at.items("sequence-enrolments", contact_id=contact_id)]

    jane = await at.contact(subscribed=True, country="DE", tags=["cold"])
    joe = await at.contact("joe@example.com", country="FR", tags=["hot"])
    assert (sorted(await begun(jane)), await begun(joe)) == (sorted([born, listed]), [tagged])
    await at.member.patch(f"{API}/contacts/{jane}", json={"tags": ["cold", "HOT"]})
    assert (await begun(jane))[2:] == [tagged]
    await at.member.patch(f"{API}/contacts/{jane}", json={"tags": ["HOT"], "city": "Ulm"})
    assert len(await begun(jane)) == 3, "it had the tag before"
    await at.act("segments", segment["id"], "add", contact_ids=[jane])
    assert (await begun(jane))[3:] == [warm]
    assert [row["reason"] for row in await at.items("sequence-enrolments", sequence_id=tagged)] == [None, "exit_rule"]

    number = len(await at.items("sequence-enrolments"))
    for event in await mailing.published():  # everything once more, and late
        if event.type in {"crm.contact.created.v1", "crm.contact.updated.v1", "crm.segment.entered.v1"}:
            again = event.model_copy(update={"id": new_id()})  # the inbox knows the first one
            await mailing.runtime.inbox.accept([again])
    await mailing.run_until_idle()
    assert len(await at.items("sequence-enrolments")) == number + 1, "only who was ended may begin again"


async def test_one_event_begins_a_sequence_once_however_often_it_comes(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    form = str(new_id())
    await at.sequence(tag("t"), trigger={"event": "form_submitted", "about": form}, reentry="after_end")
    jane, event = UUID(await at.contact()), new_id()
    for about in (form, form, str(new_id())):
        async with mailing.uow(workspace_id=at.workspace) as uow:
            await triggered(uow, trigger="form_submitted", contact_id=jane, source_event_id=event, about=about)
        await mailing.run_until_idle()
    assert await at.enrolments() == [("completed", None)]
    async with mailing.uow(workspace_id=at.workspace) as uow:
        await triggered(uow, trigger="form_submitted", contact_id=jane, source_event_id=new_id(), about=form)
    await mailing.run_until_idle()
    assert await at.enrolments() == [("completed", None)] * 2
    await mailing.workspace(features=["contacts"], workspace_id=at.workspace)
    async with mailing.uow(workspace_id=at.workspace) as uow:
        await triggered(uow, trigger="form_submitted", contact_id=jane, source_event_id=new_id(), about=form)
    async with mailing.uow(workspace_id=at.workspace) as uow:
        await triggered(uow, trigger="form_submitted", contact_id=new_id(), source_event_id=new_id(), about=form)


@pytest.mark.parametrize("trigger", ["order_paid", "cart_abandoned", "booking_completed"])
async def test_what_other_services_tell_begins_a_sequence_once(mailing: ServiceBench, post: Any, trigger: str) -> None:
    at = await desk(mailing, post)
    jane, kind = await at.contact(), next(kind for kind, meant in DEEDS.items() if meant == trigger)
    sequence = await at.sequence(wait("w"), trigger={"event": trigger})
    told = {"customer": {"email": JANE}, "order_id": str(new_id()), "total": {"amount": 100, "currency": "EUR"}}
    for _ in range(2):
        await mailing.deliver(f"{kind}.v1", told, workspace_id=at.workspace, message_id=UUID(sequence))
    await mailing.run_until_idle()
    [row] = await at.items("sequence-enrolments", sequence_id=sequence)
    assert row["contact_id"] == jane


async def test_a_chain_of_automations_is_counted_and_has_an_end(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    await at.sequence(tag("t"), trigger={"event": "order_paid"}, reentry="after_end")
    jane = UUID(await at.contact())
    for depth in (3, MAX_DEPTH):
        async with mailing.uow(workspace_id=at.workspace) as uow:
            uow.cause = replace(uow.cause, depth=depth)
            await triggered(uow, trigger="order_paid", contact_id=jane, source_event_id=new_id())
        await mailing.run_until_idle()
    [started] = await mailing.published("crm.sequence_enrolment.started.v1")
    assert (started.depth, await at.enrolments()) == (4, [("completed", None)])


async def test_a_filter_ends_it_before_the_next_step(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    customer = {"field": "lifecycle_stage", "op": "eq", "value": "customer"}
    sequence, jane = await at.sequence(wait("w"), at.mail("m"), exit_filter=customer), await at.contact()
    await at.enrol(sequence, jane)
    await at.member.patch(f"{API}/contacts/{jane}", json={"lifecycle_stage": "customer"})
    await at.pass_time(days=1)
    assert (await at.enrolments(), post.to(JANE)) == ([("exited", "exit_filter")], [])


async def test_a_merge_leaves_one_active_enrolment_and_loses_none(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    both = await at.sequence(wait("w"), tag("t"), reentry="after_end", name="Both")
    only = await at.sequence(wait("w", 2), tag("u"), name="Only")
    jane, joe = await at.contact(), await at.contact("joe@example.com")
    await at.enrol(both, joe)
    await at.pass_time(days=1)
    await at.enrol(both, jane, joe)
    await at.enrol(only, joe)
    before = len(await at.items("sequence-enrolments"))
    answer = await at.member.post(f"{API}/contacts/{jane}/merge", json={"ids": [joe], "dry_run": True})
    assert (answer.status_code, len(await at.items("sequence-enrolments", contact_id=jane))) == (200, 1)
    answer = await at.member.post(f"{API}/contacts/{jane}/merge", json={"ids": [joe]})
    assert answer.json()["relations"]["sequence_enrolments"] == {"moved": 3, "absorbed": 0}
    rows = await at.items("sequence-enrolments", contact_id=jane)
    assert len(rows) == before == 4
    live = [(row["sequence_id"], row["reason"]) for row in rows if row["state"] == "active"]
    assert sorted(live) == sorted([(both, None), (only, None)])
    assert len({(row["sequence_id"], row["run_no"]) for row in rows}) == 4
    assert [row["reason"] for row in rows if row["state"] == "exited"] == ["merged"]
    await at.pass_time(days=2)
    assert (await at.member.get(f"{API}/contacts/{jane}")).json()["tags"] == ["seen"]
    assert {row["contact_id"] for row in await at.items("step-runs")} == {jane}


async def test_a_deleted_or_erased_contact_is_out_and_named_nowhere(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.sequence(wait("w"), at.mail("m"))
    jane, joe = await at.contact(), await at.contact("joe@example.com")
    await at.enrol(sequence, jane, joe)
    data = (await at.member.get(f"{API}/contacts/{jane}/personal-data")).json()
    assert [row["sequence_id"] for row in data["enrolments"]] == [sequence]
    await at.member.delete(f"{API}/contacts/{joe}")
    erased = await at.member.post(f"{API}/contacts/{jane}/erase", json={})
    assert erased.json()["counts"]["enrolments"] == 1
    assert sorted(await at.enrolments()) == [("active", None), ("exited", "contact_deleted")]
    await at.pass_time(days=1)
    assert await at.enrolments() == [("exited", "contact_deleted")] * 2
    assert (post.to(JANE), post.to("joe@example.com")) == ([], [])
    async with mailing.uow(workspace_id=at.workspace) as uow:
        rows = await uow.all(sa.select(SequenceEnrolment))
    assert [row.address_norm for row in rows if str(row.contact_id) == jane] == [None]


async def test_who_sees_only_their_own_contacts_sees_only_their_enrolments(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.marketing(wait("w"), at.mail("m"))
    mine, user = await at.contact(subscribed=True), new_id()
    theirs = await at.contact("joe@example.com", subscribed=True, owner_id=str(user))
    await at.enrol(sequence, mine, theirs)
    assert (await at.member.put(f"{API}/record-access", json={"roles": {"rep": "own"}})).status_code == 200
    rep = mailing.member(at.workspace, user_id=user, role="rep")
    seen = (await rep.get(URL)).json()["items"]
    assert [row["contact_id"] for row in seen] == [theirs]
    runs = (await rep.get(f"{API}/step-runs")).json()["items"]
    assert [row["contact_id"] for row in runs] == [theirs]
    refused = await rep.post(f"{API}/sequences/{sequence}/enrol", json={"contact_ids": [mine]})
    assert refused.status_code == 422
    # What ends an enrolment looks at all of them, whoever asks.
    await make(rep, "suppressions", value=JANE)
    assert sorted(await at.enrolments()) == [("active", None), ("exited", "suppressed")]

"""Sequences as members write, activate and pause them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from mewayz_crm.sequences.tests.making import LIMITS, desk, tag, wait
from mewayz_crm.tests.making import API, make
from mewayz_kit.clock import rfc3339
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL = f"{API}/sequences"


async def test_a_save_of_the_steps_is_a_version_and_enrolments_keep_theirs(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.sequence(wait("w"), tag("t", "first"))
    jane, joe = await at.contact(), await at.contact("joe@example.com")
    await at.enrol(sequence, jane)
    renamed = await at.member.patch(f"{URL}/{sequence}", json={"name": "Other"})
    assert (renamed.json()["name"], renamed.json()["number"]) == ("Other", 1)
    changed = await at.member.patch(f"{URL}/{sequence}", json={"steps": [tag("t", "second")]})
    assert changed.json()["number"] == 2
    await at.enrol(sequence, joe)
    await at.pass_time(days=1)
    tags = [(await at.member.get(f"{API}/contacts/{one}")).json()["tags"] for one in (jane, joe)]
    assert tags == [["first"], ["second"]]
    versions = (await at.member.get(f"{URL}/{sequence}/versions")).json()["items"]
    assert [(one["number"], [step["key"] for step in one["steps"]]) for one in versions] == [
        (2, ["t"]),
        (1, ["w", "t"]),
    ]


async def test_what_is_wrong_is_named_and_nothing_changes(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    unknown = str(new_id())
    needy = await make(at.member, "mail-templates", key="needy", subject="x", body="{{ code }}", variables=["code"])
    bad: list[tuple[dict[str, Any], str]] = [
        ({"list_id": at.list_id}, "/list_id"),
        ({"sender_id": unknown}, "/sender_id"),
        ({"steps": [{"key": "m", "type": "mail", "template_id": unknown}]}, "/steps/0/template_id"),
        ({"steps": [{"key": "m", "type": "mail", "template_id": needy["id"]}]}, "/steps/0/template_id"),
        ({"steps": [{"key": "l", "type": "add_to_list", "list_id": unknown}]}, "/steps/0/list_id"),
        ({"steps": [{"key": "d", "type": "move_deal", "stage_id": unknown}]}, "/steps/0/stage_id"),
        ({"steps": [tag("t"), tag("t")]}, "/steps/1/key"),
        ({"steps": [wait("w", 1, "years")]}, "/steps/0/wait/unit"),
        ({"trigger": {"event": "list_confirmed", "about": unknown}}, "/trigger/about"),
        ({"trigger": {"event": "order_paid", "about": unknown}}, "/trigger"),
        ({"trigger": {"event": "list_confirmed", "about": "news"}}, "/trigger"),
        ({"exits": [{"event": "segment_entered", "about": unknown}]}, "/exits/0/about"),
        ({"exit_filter": {"field": "shoe", "op": "eq", "value": 1}}, "/exit_filter/field"),
        ({"trigger": {"filter": {"field": "name", "op": "gt", "value": 1}}}, "/trigger/filter/op"),
        (
            {"steps": [{"key": "c", "type": "condition", "filter": {"field": "shoe", "op": "eq", "value": 1}}]},
            "/steps/0/filter/field",
        ),
    ]
    for fields, pointer in bad:
        answer = await at.member.post(URL, json={"name": "Bad", "kind": "outreach", **fields})
        assert answer.status_code == 422, (fields, answer.text)
        assert answer.json()["errors"][0]["pointer"] == pointer, (fields, answer.text)
    assert (await at.member.get(URL)).json()["items"] == []


async def test_a_sequence_is_active_only_when_it_is_ready(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    await at.member.patch(f"{API}/settings", json={"postal_address": None})
    made = await make(at.member, "sequences", name="Empty", kind="marketing")

    async def lacking(record: dict[str, Any]) -> list[str]:
        answer = await at.member.post(f"{URL}/{record['id']}/activate")
        assert (answer.status_code, answer.json()["code"]) == (409, "sequence_not_ready")
        return [reason["code"] for reason in answer.json()["reasons"]]

    assert await lacking(made) == ["no_steps", "no_list"]
    fields = {"steps": [at.mail("m")], "list_id": at.list_id}
    await at.member.patch(f"{URL}/{made['id']}", json=fields)
    assert await lacking(made) == ["no_sender", "no_postal_address"]
    other = await make(at.member, "senders", name="Bob", address="bob@acme.example", owner_id=str(new_id()))
    outreach = await make(
        at.member, "sequences", name="Reach", kind="outreach", steps=[at.mail("m")], sender_id=other["id"]
    )
    assert await lacking(outreach) == ["no_sender", "sender_not_yours"]
    refused = await at.member.post(f"{URL}/{made['id']}/enrol", json={"contact_ids": [str(new_id())]})
    assert (refused.status_code, refused.json()["code"]) == (409, "sequence_not_active")

    await at.member.patch(f"{API}/settings", json={"postal_address": "1 Main Street"})
    await at.member.patch(f"{URL}/{made['id']}", json={"sender_id": at.sender_id})
    assert (await at.act("sequences", made["id"], "activate"))["state"] == "active"
    spoiled = await at.member.patch(f"{URL}/{made['id']}", json={"list_id": None})
    assert spoiled.json()["code"] == "sequence_not_ready"
    twice = await at.member.post(f"{URL}/{made['id']}/activate")
    assert (twice.status_code, twice.json()["code"]) == (409, "invalid_transition")
    reader = mailing.member(at.workspace, permissions=["crm.*:read", "crm.*:write"])
    assert (await reader.post(f"{URL}/{made['id']}/activate")).status_code == 403
    await mailing.run_until_idle()
    await at.member.delete(f"{API}/mail-templates/{at.template_id}", headers={"if-match": "*"})
    await at.act("sequences", made["id"], "pause")
    assert await lacking(made) == ["unknown_reference"]


async def test_a_plan_allows_so_many_and_without_the_feature_none(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits=LIMITS | {"crm.sequences": 2})
    member = bench.member(acme)
    body = {"name": "One", "kind": "transactional"}
    statuses = await race_statuses(lambda _: member.post(URL, json=body), callers=6)
    assert statuses == {201: 2, 402: 4}
    newest = (await member.get(URL)).json()["items"][0]["id"]
    await bench.workspace(limits=LIMITS | {"crm.sequences": 1}, workspace_id=acme)
    member = bench.member(acme)
    for call in (member.patch(f"{URL}/{newest}", json={"name": "x"}), member.post(f"{URL}/{newest}/activate")):
        answer = await call
        assert (answer.status_code, answer.json()["code"]) == (403, "frozen_over_limit")
    assert (await member.delete(f"{URL}/{newest}")).status_code == 204
    other = bench.member(await bench.workspace(features=["contacts"]))
    assert (await other.get(URL)).json()["code"] == "feature_disabled"


async def test_a_simulation_prints_the_timetable_and_changes_nothing(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    vip = {"field": "tags", "op": "has_any", "value": ["vip"]}
    sequence = await at.sequence(
        at.mail("a"),
        wait("w", 1, "weeks"),
        {"key": "c", "type": "condition", "filter": vip, "otherwise": "z"},
        at.mail("b"),
        tag("z"),
        windows=[{"days": ["mon"], "from_hour": 9, "until_hour": 10}],
        active=False,
    )
    jane = await at.contact(tz="America/New_York", tags=["vip"])
    joe = await at.contact("joe@example.com")
    before = len(await mailing.published()), len(await mailing.inbox())
    start = datetime(2026, 10, 22, 12, tzinfo=UTC)
    mailing.clock.set(start)
    shown = await at.act("sequences", sequence, "simulate", contact_id=jane, at=rfc3339(start))
    assert shown["zone"] == "America/New_York"
    assert [(line["step"], line["at"], line["note"]) for line in shown["items"]] == [
        ("a", "2026-10-26T13:00:00Z", "done"),
        ("w", "2026-10-26T13:00:00Z", "done"),
        ("c", "2026-11-02T14:00:00Z", "fits"),
        ("b", "2026-11-02T14:00:00Z", "done"),
        ("z", "2026-11-02T14:00:00Z", "done"),
    ]
    shown = await at.act("sequences", sequence, "simulate", contact_id=joe)
    assert (shown["zone"], [line["step"] for line in shown["items"]]) == ("Europe/Berlin", ["a", "w", "c", "z"])
    assert (len(await mailing.published()), len(await mailing.inbox())) == before
    assert post.to("jane@example.com") == []
    far = await at.member.post(f"{URL}/{sequence}/simulate", json={"contact_id": jane, "at": "9999-12-31T00:00:00Z"})
    assert (far.status_code, far.json()["errors"][0]["pointer"]) == (422, "/at")
    gone = await at.member.post(f"{URL}/{sequence}/simulate", json={"contact_id": str(new_id())})
    assert gone.json()["errors"][0]["pointer"] == "/contact_id"


async def test_a_paused_sequence_does_nothing_and_goes_on_where_it_was(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.sequence(wait("w"), tag("t"))
    jane = await at.contact()
    await at.enrol(sequence, jane)
    assert (await at.act("sequences", sequence, "pause"))["pause_reason"] == "by_hand"
    await at.pass_time(days=3)
    assert await at.done() == [("w", "done")]
    assert (await at.act("sequences", sequence, "activate"))["pause_reason"] is None
    await mailing.run_until_idle()
    assert await at.done() == [("w", "done"), ("t", "done")]
    assert await at.enrolments() == [("completed", None)]


async def test_a_deleted_sequence_ends_for_everybody_and_comes_back_paused(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence = await at.sequence(wait("w"), tag("t"))
    await at.enrol(sequence, await at.contact())
    assert (await at.member.delete(f"{URL}/{sequence}")).status_code == 204
    await mailing.run_until_idle()
    assert await at.enrolments() == [("exited", "sequence_deleted")]
    back = await at.member.post(f"{URL}/{sequence}/restore")
    assert (back.status_code, back.json()["state"]) == (200, "paused")
    await at.pass_time(days=2)
    assert await at.done() == [("w", "done")]


@pytest.mark.parametrize("verb", ["suspended", "deleted"])
async def test_a_closed_workspace_pauses_its_sequences_for_good(mailing: ServiceBench, post: Any, verb: str) -> None:
    at = await desk(mailing, post)
    sequence = await at.sequence(wait("w"), tag("t"))
    await at.enrol(sequence, await at.contact())
    snapshot = {"id": str(at.workspace), "name": "Acme", "slug": "acme", "timezone": "Europe/Berlin", "locale": "en"}
    about = snapshot | {"currency": "EUR", "status": verb, "require_mfa": False, "version": 5}
    for _ in range(2):
        await mailing.deliver(f"workspace.workspace.{verb}.v1", about, workspace_id=at.workspace)
    await at.pass_time(days=2)
    again = about | {"status": "active", "version": 6}
    back = "reinstated" if verb == "suspended" else "restored"
    await mailing.deliver(f"workspace.workspace.{back}.v1", again, workspace_id=at.workspace)
    mailing.clock.advance(seconds=10)  # what is remembered of the workspace is old by then
    await mailing.run_until_idle()
    shown = (await at.member.get(f"{URL}/{sequence}")).json()
    assert (shown["state"], shown["pause_reason"]) == ("paused", "workspace_closed")
    assert await at.done() == [("w", "done")]
    await at.act("sequences", sequence, "activate")
    await mailing.run_until_idle()
    assert await at.done() == [("w", "done"), ("t", "done")]


async def test_who_leaves_the_workspace_writes_to_nobody_any_more(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    reach = await at.sequence(wait("w"), at.mail("m"), kind="outreach", name="Reach")
    plain = await at.sequence(wait("w"), tag("t"))
    await at.enrol(reach, await at.contact())
    fact = {"user_id": str(at.user_id)}
    await mailing.deliver("workspace.member.removed.v1", fact, workspace_id=at.workspace)
    states = {row["id"]: (row["state"], row["pause_reason"]) for row in await at.items("sequences")}
    assert states == {reach: ("paused", "member_removed"), plain: ("active", None)}
    await at.pass_time(days=2)
    assert post.to("jane@example.com") == []


async def test_another_tenant_sees_and_enrols_nothing(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    sequence, jane = await at.sequence(tag("t")), await at.contact()
    stranger = mailing.member(await mailing.workspace(limits=LIMITS))
    assert (await stranger.post(f"{URL}/{sequence}/enrol", json={"contact_ids": [jane]})).status_code == 404
    foreign = await make(stranger, first_name="Foreign")
    answer = await at.member.post(f"{URL}/{sequence}/enrol", json={"contact_ids": [jane, foreign["id"]]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/contact_ids/1")
    assert await at.enrolments() == []
    assert UUID(sequence)

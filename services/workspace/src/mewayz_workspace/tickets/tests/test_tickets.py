"""Tickets through their routes."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from mewayz_kit.ids import new_id
from mewayz_testing.race import race

API = "/api/v1/workspace"
URL, DESK = f"{API}/tickets", f"{API}/admin/tickets"
BODY = {"subject": "Import stops", "message": "At row 7.", "priority": "high"}


async def _open(town: Any) -> tuple[UUID, Any, dict[str, Any]]:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    answer = await owner.post(URL, json=BODY)
    assert answer.status_code == 201, answer.text
    return ada, owner, answer.json()


async def test_a_ticket_is_answered_reopened_rated_and_closed(town: Any) -> None:
    ada, owner, ticket = await _open(town)
    assert (ticket["number"], ticket["state"], ticket["requester_id"]) == ("T-000001", "new", str(ada))
    await town.bench.run_until_idle()
    staff, one, theirs = town.bench.staff(), f"{URL}/{ticket['id']}", f"{DESK}/{ticket['id']}"
    answered = await staff.post(f"{theirs}/reply", json={"body": "Which row?"})
    assert answered.status_code == 200, answered.text
    assert answered.json()["state"] == "waiting_customer"
    assert answered.json()["first_answered_at"] is not None
    await town.bench.run_until_idle()
    [notice] = (await town.as_person(ada).get(f"{API}/notifications")).json()["items"]
    assert notice["title"] == "Support answered T-000001"
    assert (await owner.post(f"{one}/reply", json={"body": "Row 7."})).json()["state"] == "open"
    refused = await owner.post(f"{one}/rate", json={"rating": 5})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_resolved")
    assert (await staff.post(f"{theirs}/resolve")).json()["state"] == "resolved"
    assert (await owner.post(f"{one}/rate", json={"rating": 5, "comment": "thanks"})).json()["rating"] == 5
    town.bench.clock.advance(days=13)
    await town.bench.run_until_idle()
    assert (await owner.post(f"{one}/reply", json={"body": "Again."})).json()["state"] == "open"
    await owner.post(f"{one}/resolve")
    town.bench.clock.advance(days=15)
    late = await owner.post(f"{one}/reopen")
    assert (late.status_code, late.json()["code"]) == (409, "reopen_too_late")
    await town.bench.run_until_idle()
    assert (await owner.get(one)).json()["state"] == "closed"
    closed = await owner.post(f"{one}/reply", json={"body": "Hello?"})
    assert (closed.status_code, closed.json()["code"]) == (409, "invalid_transition")
    said = [message["body"] for message in (await owner.get(f"{one}/messages")).json()["items"]]
    assert said == ["At row 7.", "Which row?", "Row 7.", "Again."]
    assert len(await town.bench.published("workspace.ticket.opened.v1")) == 1
    assert len(await town.bench.published("workspace.ticket.resolved.v1")) == 2


async def test_customers_never_see_internal_notes_nor_who_of_staff_wrote(town: Any) -> None:
    _, owner, ticket = await _open(town)
    staff = town.bench.staff()
    note = {"body": "Looks like a bug of ours", "internal": True}
    assert (await staff.post(f"{DESK}/{ticket['id']}/reply", json=note)).json()["state"] == "new"
    await staff.post(f"{DESK}/{ticket['id']}/reply", json={"body": "We look."})
    seen = (await owner.get(f"{URL}/{ticket['id']}/messages")).json()["items"]
    assert [(m["author"], m["author_id"], m["body"]) for m in seen][1:] == [("staff", None, "We look.")]
    everything = (await staff.get(f"{DESK}/{ticket['id']}/messages")).json()["items"]
    assert [m["internal"] for m in everything] == [False, True, False]
    told = [event.model_dump_json() for event in await town.bench.published()]
    assert not [text for text in told if "bug of ours" in text]


async def test_due_times_respect_working_hours(town: Any) -> None:
    staff = town.bench.staff()
    hours = {"timezone": "Europe/Berlin", "days": [1, 2, 3, 4, 5], "opens": "09:00", "closes": "17:00"}
    body = {"value": hours, "reason": "office hours"}
    assert (await staff.put(f"{API}/admin/settings/support.working_hours", json=body)).status_code == 200
    friday = datetime.fromisoformat("2026-12-04T16:00:00+01:00")
    town.bench.clock.advance(seconds=(friday - town.bench.clock.now()).total_seconds())
    _, _, ticket = await _open(town)
    monday = datetime.fromisoformat("2026-12-07T12:00:00+01:00")
    assert datetime.fromisoformat(ticket["due_first"]) == monday, "4 hours: one on Friday, three on Monday"
    raised = await staff.patch(f"{DESK}/{ticket['id']}", json={"priority": "urgent"})
    assert datetime.fromisoformat(raised.json()["due_first"]) == friday + timedelta(hours=1)
    waiting = await staff.post(f"{DESK}/{ticket['id']}/reply", json={"body": "?"})
    before = datetime.fromisoformat(waiting.json()["due_solve"])
    town.bench.clock.advance(days=7)
    owner = await town.enter(UUID(ticket["requester_id"]), UUID(ticket["workspace_id"]))
    again = (await owner.post(f"{URL}/{ticket['id']}/reply", json={"body": "!"})).json()
    assert datetime.fromisoformat(again["due_solve"]) == before + timedelta(days=7), "the clock stood still"


async def test_a_missed_promise_is_told_once_to_who_works_on_it(town: Any) -> None:
    _, _, ticket = await _open(town)
    bob, staff = await town.person("Bob"), town.bench.staff()
    await staff.patch(f"{DESK}/{ticket['id']}", json={"assignee_id": str(bob)})
    assert (await staff.get(f"{DESK}?late=true")).json()["items"] == []
    for _ in range(3):
        town.bench.clock.advance(days=4)
        await town.bench.run_until_idle()
    [shown] = (await staff.get(f"{DESK}?late=true&state=open")).json()["items"]
    assert shown["escalated_at"] is not None
    titles = [n["title"] for n in (await town.as_person(bob).get(f"{API}/notifications")).json()["items"]]
    assert sorted(titles) == ["T-000001 is late", "T-000001 is yours"]
    assert (await staff.get(f"{DESK}?assignee_id={new_id()}")).json()["items"] == []


async def test_parallel_tickets_have_different_numbers_without_a_gap(town: Any) -> None:
    ada = await town.person("Ada")
    seats = [await town.enter(ada, await town.found(ada, f"House {n}")) for n in range(3)]
    answers = await race(lambda n: seats[n % 3].post(URL, json=BODY), callers=15)
    numbers = sorted(answer.json()["number"] for answer in answers if not isinstance(answer, BaseException))
    assert numbers == [f"T-{n:06d}" for n in range(1, 16)]


async def test_a_foreign_ticket_is_not_there(town: Any) -> None:
    _, _, ticket = await _open(town)
    eve = await town.person("Eve")
    other = await town.enter(eve, await town.found(eve, "Other"))
    one, before = f"{URL}/{ticket['id']}", await town.counts()
    for verb, body in (("reply", {"body": "x"}), ("resolve", None), ("reopen", None), ("rate", {"rating": 1})):
        assert (await other.post(f"{one}/{verb}", json=body)).status_code == 404
    assert (await other.get(one)).status_code == 404
    assert (await other.get(f"{one}/messages")).status_code == 404
    assert (await other.get(DESK)).status_code == 403
    assert await town.counts() == before

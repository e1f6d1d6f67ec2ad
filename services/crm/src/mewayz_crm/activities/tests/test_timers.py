"""Reminders and due times, which move with their activity."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from mewayz_crm.activities import service
from mewayz_crm.activities.events import Due
from mewayz_crm.activities.rules import reminder_at
from mewayz_kit.clock import rfc3339
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/crm/activities"
ADA = new_id()


@pytest.mark.parametrize(
    ("moment", "days", "minutes", "wanted"),
    [
        ("2026-03-29T10:00:00+02:00", 1, 0, "2026-03-28T10:00:00+01:00"),  # 23 hours before: the wall clock counts
        ("2026-03-29T10:00:00+02:00", 0, 1440, "2026-03-28T09:00:00+01:00"),  # minutes are absolute
        ("2026-03-30T02:30:00+02:00", 1, 0, "2026-03-29T03:30:00+02:00"),  # no such time: forward by the gap
        ("2026-10-26T02:30:00+01:00", 1, 0, "2026-10-25T02:30:00+02:00"),  # there twice: the first
        ("2026-10-25T02:30:00+01:00", 0, 0, "2026-10-25T02:30:00+01:00"),  # the second one itself
        ("2026-07-08T10:00:00+02:00", 7, 15, "2026-07-01T09:45:00+02:00"),
    ],
)
def test_days_keep_the_wall_clock_and_minutes_are_absolute(moment: str, days: int, minutes: int, wanted: str) -> None:
    found = reminder_at(datetime.fromisoformat(moment), days=days, minutes=minutes, zone="Europe/Berlin")
    assert found == datetime.fromisoformat(wanted).astimezone(UTC)


async def make(member: httpx2.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await member.post(URL, json={"type": "task", "subject": "Call", "assignee_id": str(ADA), **fields})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def told(bench: ServiceBench) -> list[str]:
    """What the assignee was told, in order."""
    await bench.run_until_idle()
    return [event.data["template"].rpartition("_")[2] for event in await bench.published("crm.notice.requested.v1")]


async def test_reminders_come_once_and_move_with_the_activity(bench: ServiceBench) -> None:
    workspace, now = await bench.workspace(), bench.clock.now()
    member = bench.member(workspace)
    due = rfc3339(now + timedelta(hours=2))
    reminders = [{"minutes": 60}, {"minutes": 60}, {"minutes": 10}, {"days": 1}]
    task = await make(member, due_at=due, reminders=reminders)
    assert task["reminders"] == [
        {"days": 1, "minutes": 0},
        {"days": 0, "minutes": 60},
        {"days": 0, "minutes": 10},
    ]
    where = f"{URL}/{task['id']}"
    bench.clock.advance(minutes=61)
    assert await told(bench) == ["reminder"], "the one a day before is over from the start"
    await member.patch(where, json={"subject": "Call again"})
    snoozed = await member.post(f"{where}/snooze", json={"until": rfc3339(now + timedelta(hours=5))})
    assert datetime.fromisoformat(snoozed.json()["due_at"]) == now + timedelta(hours=5)
    bench.clock.advance(hours=1)
    assert await told(bench) == ["reminder"], "the old moments are void"
    bench.clock.advance(hours=2)
    assert await told(bench) == ["reminder"] * 2
    await member.patch(where, json={"reminders": [{"minutes": 60}]})
    bench.clock.advance(minutes=58)
    assert await told(bench) == ["reminder"] * 2
    bench.clock.advance(hours=1)
    assert await told(bench) == ["reminder"] * 2 + ["overdue"]
    [event] = await bench.published("crm.activity.overdue.v1")
    assert (event.data["activity_id"], event.data["assignee_id"]) == (task["id"], str(ADA))
    asked = {
        "notice": (await bench.published("crm.notice.requested.v1"))[-1].data,
        "user": str(ADA),
        "workspace": str(workspace),
        "permissions": ["crm.*:read"],
    }
    words = await bench.service("workspace").post("/internal/v1/notices/render", json=asked)
    assert words.json()["title"] == "Call again is overdue"
    await member.post(f"{where}/complete", json={})
    assert (await bench.service("workspace").post("/internal/v1/notices/render", json=asked)).status_code == 404
    refused = await member.post(f"{where}/snooze", json={"until": rfc3339(now + timedelta(days=9))})
    assert (refused.status_code, refused.json()["code"]) == (409, "invalid_transition")


async def test_what_is_done_or_deleted_is_not_reminded_of_until_it_is_back(bench: ServiceBench) -> None:
    member, now = bench.member(await bench.workspace()), bench.clock.now()
    due = rfc3339(now + timedelta(hours=2))
    done = await make(member, due_at=due, reminders=[{"minutes": 60}])
    gone = await make(member, due_at=due, reminders=[{"minutes": 60}])
    nobodys = await make(member, due_at=due, reminders=[{"minutes": 60}], assignee_id=None)
    await member.post(f"{URL}/{done['id']}/complete", json={})
    await member.delete(f"{URL}/{gone['id']}")
    bench.clock.advance(hours=3)
    assert await told(bench) == []
    [event] = await bench.published("crm.activity.overdue.v1")
    assert event.data["activity_id"] == nobodys["id"]
    await member.post(f"{URL}/{done['id']}/reopen")
    assert await told(bench) == ["overdue"]
    assert (await member.post(f"{URL}/{gone['id']}/restore")).status_code == 200
    assert await told(bench) == ["overdue"] * 2
    refused = await member.post(f"{URL}/{done['id']}/snooze", json={"until": rfc3339(now)})
    assert refused.json()["errors"][0]["pointer"] == "/until"
    too_many = [{"minutes": number} for number in range(6)]
    assert (await member.patch(f"{URL}/{done['id']}", json={"reminders": too_many})).status_code == 422


async def test_a_timer_that_rings_twice_is_heard_once(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    due = bench.clock.now() + timedelta(hours=1)
    task = await make(bench.member(workspace), due_at=rfc3339(due))
    bench.clock.advance(hours=2)
    asked = Due(activity_id=task["id"], due_at=due)
    for _ in range(2):
        async with bench.uow(workspace_id=workspace) as uow:
            await service.tell_overdue(uow, asked=asked)
    await bench.run_until_idle()
    assert len(await bench.published("crm.activity.overdue.v1")) == 1

"""Activities through their routes."""

from typing import Any

import httpx2
import pytest

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL = "/api/v1/crm/activities"


async def contact(member: httpx2.AsyncClient) -> str:
    return str((await member.post("/api/v1/crm/contacts", json={"first_name": "Jane"})).json()["id"])


async def test_an_activity_is_planned_done_and_opened_again(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    subject = {"type": "contact", "id": await contact(member)}
    meeting = {
        "type": "meeting",
        "subject": "Demo",
        "start_at": "2026-12-01T09:00:00+01:00",
        "end_at": "2026-12-01T10:00:00+01:00",
        "tz": "Europe/Berlin",
        "related": [subject],
    }
    created = await member.post(URL, json=meeting)
    assert created.status_code == 201, created.text
    activity = created.json()
    assert (activity["start_at"], activity["status"]) == ("2026-12-01T08:00:00Z", "open")
    assert activity["related"] == [subject]
    assert (await member.get(URL, params={"subject_id": subject["id"]})).json()["items"] == [activity]
    assert (await member.get(URL, params={"subject_id": activity["id"]})).json()["items"] == []
    where = f"{URL}/{activity['id']}"
    done = (await member.post(f"{where}/complete", json={"outcome": "Interested"})).json()
    assert (done["status"], done["outcome"], done["completed_at"] is None) == ("completed", "Interested", False)
    again = await member.post(f"{where}/complete", json={})
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    [event] = await bench.published("crm.activity.completed.v1")
    assert (event.data["outcome"], event.data["related"]) == ("Interested", [subject])
    reopened = (await member.post(f"{where}/reopen")).json()
    assert (reopened["status"], reopened["completed_at"]) == ("open", None)
    changed = (await member.patch(where, json={"related": [], "priority": "urgent"})).json()
    assert (changed["related"], changed["priority"]) == ([], "urgent")


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"type": "party"}, "/type"),
        ({"subject": ""}, "/subject"),
        ({"end_at": "2026-12-01T09:00:00Z"}, "/end_at"),
        ({"start_at": "2026-12-01T09:00:00Z", "end_at": "2026-12-01T08:00:00Z"}, "/end_at"),
        ({"due_at": "2026-12-01T09:00:00"}, "/due_at"),
        ({"related": [{"type": "contact", "id": str(new_id())}]}, "/related/0"),
        ({"related": [{"type": "invoice", "id": str(new_id())}]}, "/related/0/type"),
    ],
)
async def test_bad_input_is_named_and_changes_nothing(
    bench: ServiceBench, fields: dict[str, Any], pointer: str
) -> None:
    member = bench.member(await bench.workspace())
    before = len(await bench.published())
    refused = await member.post(URL, json={"type": "task", "subject": "Call back", **fields})
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert (await member.get(URL)).json()["items"] == []
    assert len(await bench.published()) == before


async def test_a_record_of_another_workspace_is_no_subject(bench: ServiceBench) -> None:
    member, stranger = bench.member(await bench.workspace()), bench.member(await bench.workspace())
    related = [{"type": "contact", "id": await contact(stranger)}]
    refused = await member.post(URL, json={"type": "task", "subject": "Spy", "related": related})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/related/0")


async def test_an_activity_completed_by_many_at_once_is_completed_once(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    activity = (await member.post(URL, json={"type": "task", "subject": "Call back"})).json()["id"]

    async def attempt(_number: int) -> httpx2.Response:
        return await member.post(f"{URL}/{activity}/complete", json={})

    assert await race_statuses(attempt, callers=5) == {200: 1, 409: 4}
    assert len(await bench.published("crm.activity.completed.v1")) == 1

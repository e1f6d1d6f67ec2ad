"""The status page through its routes."""

from typing import Any

API = "/api/v1/workspace"
ADMIN, PUBLIC = f"{API}/admin/status-incidents", f"{API}/public/status"


async def test_an_incident_is_told_from_its_beginning_to_its_end(town: Any) -> None:
    staff, anyone = town.bench.staff(), town.bench.client()
    fresh = (await anyone.get(PUBLIC)).json()
    assert (fresh["status"], fresh["open"], fresh["recent"]) == ("operational", [], [])
    body = {"title": "Imports are slow", "impact": "major", "services": ["crm"], "body": "We look."}
    made = await staff.post(ADMIN, json=body)
    assert made.status_code == 201, made.text
    one = f"{ADMIN}/{made.json()['id']}"
    assert (await anyone.get(PUBLIC)).json()["status"] == "major"
    told = await staff.post(f"{one}/updates", json={"state": "identified", "body": "A **disk** <img onerror=x>"})
    assert [update["state"] for update in told.json()["updates"]] == ["identified", "investigating"]
    assert "onerror" not in told.json()["updates"][0]["html"]
    await staff.post(f"{one}/updates", json={"state": "resolved", "body": "Done."})
    now = (await anyone.get(PUBLIC)).json()
    assert (now["status"], now["open"], len(now["recent"])) == ("operational", [], 1)
    assert now["recent"][0]["services"] == ["crm"]
    again = await staff.post(f"{one}/updates", json={"state": "monitoring", "body": "It is back."})
    assert (again.json()["state"], again.json()["resolved_at"]) == ("monitoring", None)
    await staff.post(f"{one}/updates", json={"state": "resolved", "body": "Done again."})
    town.bench.clock.advance(days=15)
    assert (await anyone.get(PUBLIC)).json()["recent"] == []
    feed = f"{API}/admin/audit-entries?target_type=status_incident&count=true"
    assert (await staff.get(feed)).json()["total"] == 5


async def test_the_worst_open_incident_is_the_status_and_maintenance_shows(town: Any) -> None:
    staff, anyone = town.bench.staff(), town.bench.client()
    for impact in ("minor", "critical", "none"):
        await staff.post(ADMIN, json={"title": impact, "impact": impact, "body": "x"})
    assert (await anyone.get(PUBLIC)).json()["status"] == "critical"
    await staff.put(f"{API}/admin/maintenance", json={"on": True, "reason": "a disk"})
    assert (await anyone.get(PUBLIC)).json()["maintenance"] is True


async def test_an_incident_cannot_begin_tomorrow(town: Any) -> None:
    staff, before = town.bench.staff(), await town.counts()
    body = {"title": "x", "body": "x", "started_at": "2999-01-01T00:00:00Z"}
    answer = await staff.post(ADMIN, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/started_at")
    assert await town.counts() == before

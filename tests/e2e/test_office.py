"""Flags, maintenance, announcements and the end of a workspace, through the gateway."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from mewayz_kit.service import installed_services
from mewayz_testing.house import House
from mewayz_testing.people import Person, Platform, Seat, succeed

API, CRM = "/api/v1/workspace", "/api/v1/crm"
FEATURES = ["contacts"]


async def flag(seat: Seat, key: str) -> bool:
    """A flag as the app of this workspace sees it."""
    return bool(succeed(await seat.get(f"{API}/flags"))["flags"].get(key))


def bucket(key: str, salt: str, workspace: str) -> int:
    """As invariant 18 defines it."""
    return int.from_bytes(sha256(f"{key}:{salt}:{workspace}".encode()).digest()[:4], "big") % 10_000


async def test_a_flag_reaches_more_and_more_workspaces_and_off_is_off(platform: Platform) -> None:
    admin, ada, key = await platform.admin(), await platform.newcomer("Ada"), f"new-{uuid4().hex[:8]}"
    seats = [await ada.create_workspace(f"House {number}") for number in range(4)]
    made = await admin.must("POST", f"{API}/admin/feature-flags", json={"key": key, "salt": "s"})
    one = f"{API}/admin/feature-flags/{made['id']}"
    before: set[str] = set()
    for share in (1_000, 5_000, 10_000):
        await admin.must("PATCH", one, json={"on": True, "rollout_bp": share})
        now = {seat.id for seat in seats if await flag(seat, key)}
        assert now == {seat.id for seat in seats if bucket(key, "s", seat.id) < share}
        assert before <= now
        before = now
    await admin.must("PATCH", one, json={"rollout_bp": 0, "rules": {"workspaces": [seats[0].id]}})
    assert [await flag(seat, key) for seat in seats] == [True, False, False, False]
    await admin.must("PATCH", one, json={"on": False})
    assert not await flag(seats[0], key)


async def test_maintenance_refuses_the_workspace_while_staff_and_health_go_on(platform: Platform) -> None:
    admin, ada = await platform.admin(), await platform.newcomer("Ada")
    seat, other = await ada.create_workspace("Acme", features=FEATURES), await ada.create_workspace("Other")
    succeed(await seat.get(f"{CRM}/contacts"))
    body = {"on": True, "workspaces": [seat.id], "reason": "moving its rows"}
    await admin.must("PUT", f"{API}/admin/maintenance", json=body)

    async def refused() -> bool:
        answer = await seat.get(f"{CRM}/contacts")
        return (answer.status_code, answer.json().get("code")) == (503, "maintenance")

    await platform.until(refused, "503 for the workspace")
    assert (await other.get(f"{API}/flags")).status_code == 200
    assert (await platform.request("GET", "/readyz")).status_code == 200
    assert (await admin.must("GET", f"{API}/admin/overview"))["workspaces_by_status"]["active"] >= 2
    await admin.must("PUT", f"{API}/admin/maintenance", json={"on": False, "reason": "done"})

    async def back() -> bool:
        return (await seat.get(f"{CRM}/contacts")).status_code == 200

    await platform.until(back, "the workspace back at work")


async def test_an_announcement_is_seen_until_it_is_dismissed(platform: Platform) -> None:
    admin, ada, title = await platform.admin(), await platform.newcomer("Ada"), f"News {uuid4().hex[:8]}"
    await ada.create_workspace("Acme")
    body = {"title": title, "body": "We **move**.", "audience": {"roles": ["owner"]}}
    made = await admin.must("POST", f"{API}/admin/announcements", json=body)

    async def seen(person: Person) -> bool:
        items = (await person.must("GET", f"{API}/announcements"))["items"]
        return title in [item["title"] for item in items]

    assert await seen(ada)
    assert not await seen(await platform.newcomer("Homeless"))
    await ada.must("POST", f"{API}/announcements/{made['id']}/dismiss")
    assert not await seen(ada)


async def test_staff_sees_every_service_measured(platform: Platform) -> None:
    admin = await platform.admin()
    health = await admin.must("GET", f"{API}/admin/health")
    states = {one["service"]: one["status"] for one in health["services"]}
    assert states == {service.name: "ready" for service in installed_services()}
    assert health["ready"]


async def test_a_closed_workspace_is_read_hidden_restored_and_erased(platform: Platform, house: House) -> None:
    admin, ada = await platform.admin(), await platform.newcomer("Ada")
    seat = await ada.create_workspace("Ending", features=FEATURES)
    contact = succeed(await seat.post(f"{CRM}/contacts", json={"first_name": "Sheryl"}))
    slug = succeed(await seat.get(f"{API}/workspaces/current"))["slug"]
    one, staff_one = f"{CRM}/contacts/{contact['id']}", f"{API}/admin/workspaces/{seat.id}"

    async def close() -> None:
        await ada.sign_in()
        await ada.must("POST", f"{API}/workspaces/{seat.id}/close", json={"slug": slug})

    async def later(days: int) -> None:
        house.move_clock(timedelta(days=days, minutes=5).total_seconds())
        await ada.sign_in()

    async def status(wanted: str) -> Any:
        async def look() -> bool:
            shown = await (await platform.admin()).must("GET", staff_one)
            return bool(shown["status"] == wanted)

        await platform.until(look, f"a workspace that is {wanted}")

    await close()

    async def read_only() -> bool:
        answer = await seat.patch(one, json={"last_name": "Late"})
        return (answer.status_code, answer.json().get("code")) == (403, "workspace_suspended")

    await platform.until(read_only, "a refused write")
    await later(29)
    assert succeed(await seat.get(one))["first_name"] == "Sheryl"
    await later(2)
    await status("archived")

    async def hidden() -> bool:
        return (await seat.get(one)).status_code == 404

    await platform.until(hidden, "a hidden workspace")
    await later(49)
    admin = await platform.admin()
    await admin.must("POST", f"{staff_one}/restore", json={"reason": "asked by the owner"})
    await ada.sign_in()

    async def restored() -> bool:
        return (await seat.get(one)).status_code == 200

    await platform.until(restored, "the contact after the restore")
    await close()
    await later(31)
    await status("archived")
    await later(60)
    await status("purging")

    async def erased() -> bool:
        shown = await (await platform.admin()).must("GET", staff_one)
        return {"identity", "workspace", "crm", "analytics"} <= set(shown["erased_by"])

    await platform.until(erased, "receipts of every service that is here")
    assert (await seat.get(one)).status_code == 404
    assert (await ada.must("GET", f"{API}/workspaces"))["items"] == []
    assert (
        await (await platform.admin()).request("POST", f"{staff_one}/restore", json={"reason": "late"})
    ).status_code == 409

"""The setup wizard, as somebody meets it: workspace.md §11, scenarios 1 to 3, and the part of 24 that falls here."""

import asyncio
from typing import Any

import pytest
from tests.e2e.till import Till

from mewayz_testing.house import House
from mewayz_testing.people import Person, Platform, Seat, succeed

WORKSPACE, CRM = "/api/v1/workspace", "/api/v1/crm"
WIZARD = f"{WORKSPACE}/onboarding"
ELEVEN = [
    "contacts", "pipelines", "email-campaigns", "sequences", "lead-scoring", "lead-forms", "bookings", "invoicing",
    "escrow", "automation", "short-links",
]  # fmt: skip


async def answer(seat: Seat, step: str, body: dict[str, Any]) -> Any:
    return succeed(await seat.request("PUT", f"{WIZARD}/steps/{step}", json=body))


async def refused(seat: Seat, step: str, body: dict[str, Any]) -> list[str]:
    """The codes of a 422."""
    found = await seat.request("PUT", f"{WIZARD}/steps/{step}", json=body)
    assert found.status_code == 422, found.text
    return [error["code"] for error in found.json()["errors"]]


async def skip(seat: Seat, *steps: str) -> None:
    for step in steps:
        succeed(await seat.post(f"{WIZARD}/steps/{step}/skip"))


async def features(seat: Seat) -> set[str]:
    return set(succeed(await seat.get(f"{WORKSPACE}/entitlements"))["features"])


@pytest.fixture
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


async def test_the_wizard_is_resumed_on_another_device_and_opens_exactly_what_was_chosen(
    ada: Person, platform: Platform
) -> None:
    seat = await ada.create_workspace("Wizard")
    first = succeed(await seat.get(WIZARD))
    assert (first["current_step"], first["percent"]) == ("goals", 0)
    await answer(seat, "goals", {"goals": ["crm"]})
    saved = await answer(seat, "features", {"features": ["contacts", "pipelines"]})
    await ada.must("POST", "/api/v1/identity/public/tokens/revoke", json={"refresh_token": ada.refresh_token})
    device = Person(platform, ada.email, ada.name)
    await device.sign_in()
    seat = Seat(device, seat.id)
    assert succeed(await seat.get(WIZARD)) == saved
    assert saved["current_step"] == "team"
    guest = await platform.newcomer("Bob")
    await answer(seat, "team", {"invitations": [{"email": guest.email, "role": "editor"}]})
    await answer(seat, "plan", {"plan": "free"})
    await skip(seat, "branding")
    done = succeed(await seat.post(f"{WIZARD}/complete"))
    assert (done["state"], done["percent"]) == ("completed", 100)
    token = (await platform.link_in_mail(guest.email, "invitation")).rpartition("/")[2]
    await guest.must("POST", f"{WORKSPACE}/invitations/accept", json={"token": token})

    modules = {module["key"] for module in succeed(await seat.get(f"{WORKSPACE}/navigation"))["modules"]}
    always = {f"workspace.{noun}" for noun in ("workspaces", "members", "media", "subscription", "audit")}
    assert modules == always | {"crm.contacts", "crm.deals"}
    closed = await seat.get(f"{CRM}/form-mappings")
    if closed.status_code != 404:
        assert (closed.status_code, closed.json()["code"]) == (403, "feature_disabled")
    dashboards = await seat.post(f"{WORKSPACE}/features/dashboards/enable")
    assert dashboards.json()["errors"][0]["code"] == "outside_goals"
    body = {"goals": ["crm", "analytics"]}
    succeed(await seat.request("PUT", f"{WORKSPACE}/workspace-goals", json=body))
    succeed(await seat.post(f"{WORKSPACE}/features/dashboards/enable"))
    assert "dashboards" in await features(seat)
    modules = {module["key"] for module in succeed(await seat.get(f"{WORKSPACE}/navigation"))["modules"]}
    assert any(module.startswith("analytics.") for module in modules)


async def test_a_module_that_is_not_chosen_is_closed_until_it_is(ada: Person, platform: Platform) -> None:
    seat = await ada.create_workspace("Closed")
    shut = await seat.post(f"{CRM}/contacts", json={"first_name": "Ada"})
    assert (shut.status_code, shut.json()["code"]) == (403, "feature_disabled")
    await answer(seat, "goals", {"goals": ["crm"]})
    await answer(seat, "features", {"features": ["contacts"]})
    await answer(seat, "plan", {"plan": "free"})
    await skip(seat, "team", "branding")
    assert (await seat.post(f"{CRM}/contacts", json={"first_name": "Ada"})).status_code == 403
    succeed(await seat.post(f"{WIZARD}/complete"))

    async def opened() -> bool:
        return (await seat.post(f"{CRM}/contacts", json={"first_name": "Ada"})).status_code == 201

    await platform.until(opened, "an open module")


async def test_choices_that_cannot_be_are_named(ada: Person) -> None:
    seat = await ada.create_workspace("Choices")
    seven = ["instagram", "link-in-bio", "courses", "e-commerce", "crm", "analytics", "crm"]
    assert await refused(seat, "goals", {"goals": []}) == ["too_short"]
    assert await refused(seat, "goals", {"goals": seven}) == ["too_long"]
    assert await refused(seat, "goals", {"goals": ["crm", "crm"]}) == ["duplicate_goal"]
    assert await refused(seat, "goals", {"goals": ["nope"]}) == ["unknown_goal"]
    await answer(seat, "goals", {"goals": ["crm"]})
    assert await refused(seat, "features", {"features": ["storefront"]}) == ["outside_goals"]
    missing = await seat.request("PUT", f"{WIZARD}/steps/features", json={"features": ["pipelines"]})
    assert missing.json()["missing"] == ["contacts"]
    await answer(seat, "features", {"features": ELEVEN})
    assert await refused(seat, "plan", {"plan": "free"}) == ["plan_limit_reached"]
    await answer(seat, "features", {"features": ELEVEN[:10]})
    await answer(seat, "plan", {"plan": "free"})
    await skip(seat, "team", "branding")
    succeed(await seat.post(f"{WIZARD}/complete"))
    over = await seat.request("PUT", f"{WORKSPACE}/features", json={"features": ELEVEN})
    assert (over.status_code, over.json()["metric"]) == (402, "workspace.counted_features")
    wanted = [ELEVEN[10], "webhooks", "ai-assistant", "form-builder"]
    calls = [seat.post(f"{WORKSPACE}/features/{slug}/enable") for slug in wanted]
    assert [call.status_code for call in await asyncio.gather(*calls)] == [402] * 4
    assert len(await features(seat)) == 10


async def test_a_paid_plan_opens_with_its_payment_and_survives_a_restart(
    house: House, ada: Person, platform: Platform
) -> None:
    seat, till = await ada.create_workspace("Paid"), Till(house)
    await answer(seat, "goals", {"goals": ["crm"]})
    await answer(seat, "features", {"features": ELEVEN})
    await skip(seat, "team", "branding")
    sent = await seat.request("PUT", f"{WIZARD}/steps/plan", json={"plan": "professional", "total": 1})
    assert sent.status_code == 422
    priced = (await answer(seat, "plan", {"plan": "professional"}))["quote"]
    await asyncio.to_thread(house.kill)
    await asyncio.to_thread(house.start)
    house.move_clock(61)  # what a killed worker had leased is free again
    waiting = await seat.post(f"{WIZARD}/complete")
    assert (waiting.status_code, waiting.json()["code"]) == (402, "payment_required"), waiting.text
    assert waiting.json()["total"] == priced["total_now"] == {"amount": 1_100, "currency": "USD"}
    assert succeed(await seat.get(WIZARD))["state"] == "awaiting_payment"
    assert await features(seat) == set()
    await asyncio.to_thread(house.kill)
    await asyncio.to_thread(house.start)
    house.move_clock(61)
    again = (await seat.post(f"{WIZARD}/complete")).json()
    assert again["charge_id"] == waiting.json()["charge_id"], "nothing is charged twice"
    [charge] = succeed(await seat.get(f"{WORKSPACE}/charges"))["items"]
    assert charge["total"] == priced["total_now"]
    payment = await till.takes(charge["id"], 1_100)
    await till.takes(charge["id"], 1_100, payment_id=payment)

    async def completed() -> bool:
        return bool(succeed(await seat.get(WIZARD))["state"] == "completed")

    await platform.until(completed, "a wizard that completes by itself")
    assert await features(seat) == set(ELEVEN)
    [charge] = succeed(await seat.get(f"{WORKSPACE}/charges"))["items"]
    assert charge["state"] == "paid"

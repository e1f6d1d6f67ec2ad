"""Settings that staff changes while everything runs."""

from typing import Any

from mewayz_identity.platform_settings.models import PlatformSetting
from mewayz_identity.policy import policy_of

URL = "/api/v1/identity/admin/settings"
AUTH = "/api/v1/identity/public/auth-options"


async def test_a_change_holds_at_once_is_logged_and_can_be_taken_back(house: Any) -> None:
    staff = house.bench.staff()
    before = (await staff.get(URL)).json()
    assert (before["registration"], before["changed"]) == ("instant", [])
    changed = await staff.patch(URL, json={"registration": "closed", "password_min_length": 14})
    assert changed.status_code == 200, changed.text
    assert changed.json()["changed"] == ["password_min_length", "registration"]
    options = (await house.visitor.get(AUTH)).json()
    assert (options["registration"], options["password"]["min_length"]) == ("closed", 14)
    body = {"email": "ada@example.com", "password": "thirteen char", "name": "Ada", "client": "native"}
    registrations = "/api/v1/identity/public/registrations"
    assert (await house.visitor.post(registrations, json=body)).json()["code"] == "registration_closed"
    await staff.patch(URL, json={"registration": None})
    short = await house.visitor.post(registrations, json=body)
    assert short.json()["errors"][0]["code"] == "password_short"
    await staff.patch(URL, json={"denied_email_domains": ["Example.com"]})
    denied = await house.visitor.post(registrations, json=body)
    assert denied.json()["errors"][0]["code"] == "email_domain_denied"
    log = (await staff.get("/api/v1/identity/admin/security-events", params={"action": "settings.changed"})).json()
    assert log["items"][-1]["details"]["changes"]["registration"] == {"before": "instant", "after": "closed"}
    assert len(await house.bench.published("identity.platform_settings.changed.v1")) == 3


async def test_what_is_refused(house: Any) -> None:
    staff = house.bench.staff()
    for wrong in (
        {"registration": "open"},
        {"refresh_grace_seconds": 61},
        {"security_log_days": 30},
        {"staff_allowed_ips": ["nowhere"]},
        {"unknown": 1},
    ):
        assert (await staff.patch(URL, json=wrong)).status_code == 422
    admin = house.bench.staff(permissions=["platform.*:*", "!platform.settings:write"])
    assert (await admin.get(URL)).status_code == 200
    assert (await admin.patch(URL, json={"registration": "closed"})).status_code == 403
    assert (await staff.get(URL)).json()["changed"] == []


async def test_another_replica_follows_within_thirty_seconds(house: Any) -> None:
    """A replica hears of no change by itself: what it has read is good for ten seconds."""
    assert (await policy_of(house.bench.runtime)).failures_per_account == 10
    async with house.bench.uow() as uow:  # as another process would: nothing here is told
        uow.add(PlatformSetting(name="failures_per_account", value={"is": 3}))
    assert (await policy_of(house.bench.runtime)).failures_per_account == 10
    house.bench.clock.advance(seconds=10)
    assert (await policy_of(house.bench.runtime)).failures_per_account == 3

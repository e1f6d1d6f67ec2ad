"""Reminders, removal, bounces."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mewayz_identity.account_care import rules
from mewayz_kit.ids import new_id

MAIL = "email_verification"


async def pass_days(house: Any, days: int) -> None:
    for _ in range(days):
        house.bench.clock.advance(days=1)
        await house.bench.run_until_idle()


@pytest.fixture
async def house(open_house: Any) -> Any:
    """An installation where identity alone answers for what it holds."""
    async with open_house(services=("identity",)) as opened:
        yield opened


async def test_unproven_accounts_are_reminded_three_times_and_then_removed(house: Any) -> None:
    person, proven = await house.register(), await house.verified()
    assert len(await house.mails(person.email, MAIL)) == 1
    await pass_days(house, 29)
    assert len(house.mailroom.to(person.email, MAIL)) == 4
    assert len(house.mailroom.to(proven.email, MAIL)) == 1
    await pass_days(house, 2)
    [deleted] = await house.bench.published("identity.user.deleted.v1")
    assert deleted.data["user"] == person.id
    assert (await house.login(person)).status_code == 401
    workspace = house.bench.service("workspace")
    assert (await workspace.get(f"/internal/v1/users/{person.id}")).status_code == 404
    again = await house.register(person.email)
    assert again.id != person.id, "the address is free again"


async def test_an_unproven_member_stays(house: Any) -> None:
    person = await house.register()
    member = {"user_id": person.id, "role": "viewer"}
    await house.bench.deliver("workspace.member.created.v1", member, workspace_id=new_id())
    await pass_days(house, 32)
    assert await house.bench.published("identity.user.deleted.v1") == []


async def test_a_bouncing_address_is_shown_and_not_reminded(house: Any) -> None:
    person = await house.register()
    await house.mails(person.email)
    await house.bench.deliver("workspace.mail.bounced.v1", {"address": person.email.upper()}, public=False)
    assert (await (await person.client()).get("/api/v1/identity/me")).json()["email_undeliverable_at"] is not None
    await pass_days(house, 8)
    assert len(house.mailroom.to(person.email, MAIL)) == 1


@pytest.mark.parametrize(("days", "due"), [(0, 0), (1, 1), (6, 1), (7, 2), (21, 3), (29, 3)])
def test_reminders_by_age(days: int, due: int) -> None:
    made = datetime(2026, 1, 1, tzinfo=UTC)
    assert rules.reminders_due(made, made + timedelta(days=days)) == due


async def test_who_was_made_by_staff_is_reminded_to_claim_the_account(house: Any) -> None:
    body = {"email": "new@example.com", "name": "New"}
    assert (await house.bench.staff().post("/api/v1/identity/admin/users", json=body)).status_code == 201
    assert len(await house.mails("new@example.com", "notification")) == 1
    await pass_days(house, 2)
    assert len(house.mailroom.to("new@example.com", "notification")) == 2
    assert house.mailroom.to("new@example.com", MAIL) == []

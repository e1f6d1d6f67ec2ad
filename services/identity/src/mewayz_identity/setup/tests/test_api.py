"""The first administrator."""

from typing import Any

import pytest
import sqlalchemy as sa

from mewayz_identity import cli
from mewayz_identity.setup.service import token_of
from mewayz_identity.users.models import User
from mewayz_testing.race import race_statuses

URL = "/api/v1/identity/public/setup"


def body(house: Any, **changes: Any) -> dict[str, Any]:
    known = {
        "token": token_of(house.bench.runtime.crypto),
        "email": "root@example.com",
        "password": "correct horse battery",
        "name": "Grace Hopper",
        "client": "native",
    }
    return known | changes


async def test_the_first_administrator_must_enrol_before_staff_routes_work(house: Any) -> None:
    options = "/api/v1/identity/public/auth-options"
    assert (await house.visitor.get(options)).json()["set_up"] is False
    made = await house.visitor.post(URL, json=body(house))
    assert made.status_code == 201, made.text
    claims = await house.claims(made.json()["access_token"])
    assert claims["staff_enrol"] is True
    assert "staff" not in claims
    assert made.json()["user"]["mfa"]["required"] is True
    assert (await house.visitor.get(options)).json()["set_up"] is True


async def test_with_a_second_factor_the_token_carries_staff_permissions(house: Any) -> None:
    founder = await house.founder()
    claims = await founder.claims()
    assert (claims["staff"], claims["aal"]) == (["platform.*:*"], 2)
    assert "staff_enrol" not in claims
    staff = await house.staff(founder.tokens["access_token"])
    overview = (await staff.get("/api/v1/identity/admin/overview")).json()
    assert overview["users_by_status"] == {"active": 1}
    assert (overview["living_sessions"], overview["staff_without_second_factor"]) == (1, 0)


async def test_the_token_works_once(house: Any) -> None:
    await house.founder()
    again = await house.visitor.post(URL, json=body(house, email="other@example.com"))
    assert (again.status_code, again.json()["code"]) == (409, "already_set_up")


async def test_parallel_set_ups_make_one_administrator(house: Any) -> None:
    async def attempt(number: int) -> Any:
        return await house.bench.client().post(URL, json=body(house, email=f"root{number}@example.com"))

    assert await race_statuses(attempt, callers=4) == {201: 1, 409: 3}
    async with house.bench.runtime.db.read.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(User.__table__)) == 1


async def test_a_wrong_token_makes_nobody_and_can_be_tried_ten_times(house: Any) -> None:
    statuses = [(await house.visitor.post(URL, json=body(house, token="wrong"))).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    assert await house.bench.published() == []


def test_the_command_prints_the_token_of_this_installation(
    house: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = house.bench.runtime.settings
    monkeypatch.setenv("MEWAYZ_SECRET_KEY", settings.secret_key.get_secret_value())
    monkeypatch.setenv("MEWAYZ_WORKLOAD_SECRET", settings.workload_secret.get_secret_value())
    monkeypatch.setenv("MEWAYZ_DATABASE_URL", "sqlite+aiosqlite:///nowhere.db")
    cli.print_setup_token([])
    assert capsys.readouterr().out.strip() == token_of(house.bench.runtime.crypto)

"""RabbitMQ or MySQL away for a while: the API says so or works on, and everything is delivered afterwards."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from tests.chaos.test_kill import COMPANIES, agree

from mewayz_testing import servers
from mewayz_testing.house import House, seen_from_outside
from mewayz_testing.proxy import TcpProxy

pytestmark = [pytest.mark.mysql, pytest.mark.rabbit, pytest.mark.slow]


class Cut:
    """A fleet whose ways to RabbitMQ and MySQL a test can close."""

    def __init__(self, house: House, rabbit: TcpProxy, mysql: TcpProxy) -> None:
        self.house, self.rabbit, self.mysql = house, rabbit, mysql


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Cut]:
    amqp = make_url(servers.require_server("rabbit"))
    mysql = make_url(servers.require_server("mysql").replace("{database}", "DATABASE"))
    to_rabbit = TcpProxy(amqp.host or "127.0.0.1", amqp.port or 5672)
    to_mysql = TcpProxy(mysql.host or "127.0.0.1", mysql.port or 3306)
    await to_rabbit.open()
    await to_mysql.open()
    house = House("fleet", tmp_path, through={"rabbit": to_rabbit.port, "mysql": to_mysql.port})
    try:
        await asyncio.to_thread(house.start)
        yield Cut(house, to_rabbit, to_mysql)
    finally:
        await asyncio.to_thread(house.kill)
        await to_rabbit.close()
        await to_mysql.close()
        await asyncio.to_thread(house.clean)


async def test_the_api_works_without_the_broker_and_everything_arrives_afterwards(fleet: Cut) -> None:
    platform = seen_from_outside(fleet.house)
    ada = await platform.newcomer("Ada")
    seat = await ada.create_workspace("Acme", features=["contacts", "dashboards"])
    await platform.until(lambda: _works(seat), "a workspace that crm knows")
    await fleet.rabbit.close()
    began = time.monotonic()
    for number in range(30):
        answer = await seat.post(COMPANIES, json={"name": f"n{number}"})
        assert answer.status_code == 201, answer.text
    assert time.monotonic() - began < 30, "requests waited for the broker"
    assert len((await seat.get(COMPANIES, params={"limit": 100})).json()["items"]) == 31
    await fleet.rabbit.open()
    await agree(platform, seat, 31)


async def test_a_database_that_goes_away_is_said_and_survived(fleet: Cut) -> None:
    platform = seen_from_outside(fleet.house)
    ada = await platform.newcomer("Ada")
    seat = await ada.create_workspace("Acme", features=["contacts", "dashboards"])
    await platform.until(lambda: _works(seat), "a workspace that crm knows")
    await fleet.mysql.close()
    answer = await seat.post(COMPANIES, json={"name": "lost"})
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    await fleet.mysql.open()
    await platform.until(lambda: _works(seat), "an answer after the database came back")
    stored = (await seat.get(COMPANIES, params={"limit": 100})).json()["items"]
    assert "lost" not in {company["name"] for company in stored}
    await agree(platform, seat, len(stored))


async def _works(seat: object) -> bool:
    answer = await seat.post(COMPANIES, json={"name": "first", "allow_duplicate": True})  # type: ignore[attr-defined]
    return bool(answer.status_code == 201)

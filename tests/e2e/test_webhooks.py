"""Webhooks from a running house to a receiver outside it (workspace.md, scenario 14)."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from mewayz_testing.house import House
from mewayz_testing.people import WORKSPACE, Platform, Seat, succeed
from mewayz_testing.receiver import Received, Receiver, receiver

CRM = "/api/v1/crm"


@pytest.fixture
async def hooks() -> AsyncIterator[Receiver]:
    async with receiver() as listening:
        yield listening


@pytest.fixture
async def seat(platform: Platform) -> Seat:
    """The owner of a workspace that may have webhooks."""
    ada = await platform.newcomer("Ada")
    acme = await ada.create_workspace("Hooks", features=["contacts"])
    await platform.give(acme, "webhooks")
    return acme


async def register(seat: Seat, url: str, *types: str) -> Any:
    body = {"url": url, "event_types": list(types)}
    return succeed(await seat.post(f"{WORKSPACE}/webhook-endpoints", json=body))


def signed(secret: str, got: Received) -> Any:
    """The message, if the published library makes this very signature. It is not asked to check the time: that of
    the house may have been moved."""
    at = datetime.fromtimestamp(int(got.headers["webhook-timestamp"]), UTC)
    made = Webhook(secret).sign(got.headers["webhook-id"], at, got.body.decode())
    assert made in got.headers["webhook-signature"].split(" ")
    return json.loads(got.body)


async def arrived(platform: Platform, hooks: Receiver, count: int) -> None:
    async def enough() -> bool:
        return len(hooks.received) >= count

    await platform.until(enough, f"{count} requests at the receiver")
    await asyncio.sleep(0)
    assert len(hooks.received) == count


async def test_a_change_arrives_signed_and_is_repeated_until_it_is_taken(
    seat: Seat, platform: Platform, house: House, hooks: Receiver
) -> None:
    endpoint = await register(seat, hooks.url, "crm.company.*")
    hooks.plan = [500, 500]
    company = succeed(await seat.post(f"{CRM}/companies", json={"name": "Ferrell LLC"}))
    await arrived(platform, hooks, 1)
    house.move_clock(6)
    await arrived(platform, hooks, 2)
    house.move_clock(340)
    await arrived(platform, hooks, 3)
    assert len({got.headers["webhook-id"] for got in hooks.received}) == 1
    assert len({got.body for got in hooks.received}) == 1
    stamps = [int(got.headers["webhook-timestamp"]) for got in hooks.received]
    assert stamps == sorted(set(stamps))
    [first, *_] = hooks.received
    message = signed(endpoint["secret"], first)
    assert (message["type"], message["data"]["id"]) == ("crm.company.created.v1", company["id"])
    assert "audit" not in message

    async def written() -> Any:
        found = succeed(await seat.get(f"{WORKSPACE}/webhook-deliveries", params={"sort": "created_at"}))["items"]
        return found if len(found) == 3 else None

    attempts = await platform.until(written, "three attempts in the books")
    assert [attempt["status"] for attempt in attempts] == [500, 500, 200]


async def test_a_test_and_a_redelivery_come_when_asked_for(seat: Seat, platform: Platform, hooks: Receiver) -> None:
    endpoint = await register(seat, hooks.url, "crm.company.*")
    one = f"{WORKSPACE}/webhook-endpoints/{endpoint['id']}"
    assert "secret" not in succeed(await seat.get(one))
    message = succeed(await seat.post(f"{one}/test"))
    await arrived(platform, hooks, 1)
    again = f"{WORKSPACE}/webhook-messages/{message['id']}/redeliver"
    succeed(await seat.post(again, json={"endpoint_id": endpoint["id"]}, headers={"idempotency-key": "again"}))
    await arrived(platform, hooks, 2)
    assert {got.headers["webhook-id"] for got in hooks.received} == {message["webhook_id"]}
    rotated = succeed(await seat.post(f"{one}/rotate-secret"))
    succeed(await seat.post(f"{one}/test"))
    await arrived(platform, hooks, 3)
    last = hooks.received[-1]
    for secret in (endpoint["secret"], rotated["secret"]):
        assert signed(secret, last)["data"]["id"] == endpoint["id"]


async def test_an_event_survives_a_kill_in_the_middle_of_a_delivery(
    seat: Seat, platform: Platform, house: House, hooks: Receiver
) -> None:
    await register(seat, hooks.url, "crm.company.*")
    hooks.plan = [503]
    company = succeed(await seat.post(f"{CRM}/companies", json={"name": "Durable"}))
    await arrived(platform, hooks, 1)
    await asyncio.to_thread(house.kill)
    await asyncio.to_thread(house.start)
    house.move_clock(61)

    async def taken() -> bool:
        return len(hooks.received) >= 2

    await platform.until(taken, "the message after the restart")
    assert {json.loads(got.body)["data"]["id"] for got in hooks.received} == {company["id"]}
    assert len({got.headers["webhook-id"] for got in hooks.received}) == 1
    tokens = {"refresh_token": seat.person.refresh_token}
    seat.person.keep(await seat.person.must("POST", "/api/v1/identity/public/tokens/refresh", json=tokens))


async def test_without_the_plan_there_are_none(platform: Platform) -> None:
    eve = await platform.newcomer("Eve")
    seat = await eve.create_workspace("Free")
    body = {"url": "https://hooks.example.com/x", "event_types": ["crm.*"]}
    answer = await seat.post(f"{WORKSPACE}/webhook-endpoints", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "feature_disabled")

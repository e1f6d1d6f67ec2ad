"""Settings, the command, caches and counters by themselves."""

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import pytest
import structlog

from mewayz_gateway import cli
from mewayz_gateway.cache import Remembered
from mewayz_gateway.limits import LocalCounters, block_of
from mewayz_gateway.settings import GatewaySettings, load_gateway_settings
from mewayz_kit.config import ConfigurationError
from mewayz_kit.errors import Unavailable
from mewayz_kit.logging import configure_logging

SEED = base64.urlsafe_b64encode(bytes(range(32))).decode()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    import os

    for name in [name for name in os.environ if name.startswith("MEWAYZ_")]:
        monkeypatch.delenv(name)
    return monkeypatch


def test_without_a_key_it_does_not_start(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="MEWAYZ_GATEWAY_SECRET_KEY is missing"):
        load_gateway_settings()
    environment.setenv("MEWAYZ_GATEWAY_SECRET_KEY", "c2hvcnQ")
    with pytest.raises(ConfigurationError, match="32 random bytes"):
        load_gateway_settings()


def test_shared_settings_have_their_shared_names(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("MEWAYZ_GATEWAY_SECRET_KEY", SEED)
    environment.setenv("MEWAYZ_PUBLIC_URL", "https://house.test")
    environment.setenv("MEWAYZ_SERVICE_URLS", '{"crm": "http://127.0.0.1:9001"}')
    environment.setenv("MEWAYZ_GATEWAY_TRUSTED_PROXIES", '["10.0.0.0/8"]')
    settings = load_gateway_settings()
    assert settings.public_url == "https://house.test"
    assert settings.url_of("crm") == "http://127.0.0.1:9001"
    assert settings.url_of("finance") == "http://finance:8000"
    assert str(settings.proxy_networks[0]) == "10.0.0.0/8"
    assert settings.signing_key().as_dict(private=True)["d"] == SEED.rstrip("=")


def test_the_command_names_what_is_missing(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("MEWAYZ_GATEWAY_SECRET_KEY", SEED)
    with pytest.raises(ConfigurationError, match="MEWAYZ_AMQP_URL"):
        cli.command([])
    settings = GatewaySettings(secret_key=SEED, routes_file=tmp_path / "routes.json")
    with pytest.raises(ConfigurationError, match="make contracts"):
        cli._read(settings.routes_file)
    settings.routes_file.write_text(json.dumps([]))
    assert cli._read(settings.routes_file) == b"[]"


class Teller:
    """Somebody who is asked, sometimes away, sometimes slow."""

    def __init__(self) -> None:
        self.answer: str | None = "yes"
        self.asked = 0
        self.away = False
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def __call__(self, key: str) -> str | None:
        self.asked += 1
        answer = self.answer
        await self.go_on.wait()
        if self.away:
            raise Unavailable
        return answer


async def test_answers_are_remembered_by_their_kind() -> None:
    now, teller = 0.0, Teller()
    known: Remembered[str, str] = Remembered(teller, fresh=30, absent=2, stale=300, now=lambda: now)
    assert [await known.get("a") for _ in range(3)] == ["yes"] * 3
    assert teller.asked == 1
    teller.answer = None
    assert [await known.get("b") for _ in range(2)] == [None] * 2
    assert teller.asked == 2
    now = 3.0
    teller.answer = "yes"
    assert await known.get("b") == "yes"
    now, teller.away = 40.0, True
    assert await known.get("a", stale_allowed=True) == "yes"
    with pytest.raises(Unavailable):
        await known.get("a")
    now = 301.0
    with pytest.raises(Unavailable):
        await known.get("a", stale_allowed=True)


async def test_an_eviction_voids_the_question_under_way() -> None:
    """Else an answer that was read just before the change would be kept for thirty seconds after it."""
    teller = Teller()
    known: Remembered[str, str] = Remembered(teller, fresh=30, absent=2)
    teller.go_on.clear()
    asking = [asyncio.ensure_future(known.get("a")) for _ in range(3)]
    while not teller.asked:
        await asyncio.wait(asking, timeout=0.01)
    assert teller.asked == 1, "three callers, one question"
    known.evict(lambda *_: True)
    teller.answer = "no"
    teller.go_on.set()
    assert await asyncio.gather(*asking) == ["yes"] * 3
    assert await known.get("a") == "no"


async def test_windows_end_together() -> None:
    now = 60.0
    counters = LocalCounters(now=lambda: now)
    assert [await counters.hit("a") for _ in range(2)] == [(1, 60.0), (2, 60.0)]
    now = 119.0
    assert await counters.hit("a") == (3, 1.0)
    assert await counters.count("b") == 0
    now = 120.0
    assert await counters.hit("a") == (1, 60.0)


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "20010db800010002/64"),
        ("2001:db8:1:2::1", "20010db800010002/64"),
        ("", ""),
    ],
)
def test_one_customer_is_one_caller(address: str, block: str) -> None:
    assert block_of(address) == block


async def test_redis_away_never_means_no_limit() -> None:
    """A limit may be looser while Redis is away, for each replica counts alone, but it is there."""
    pytest.importorskip("redis")
    from mewayz_gateway.limits import SharedCounters

    counters: Any = SharedCounters("redis://127.0.0.1:9/0")
    assert [(await counters.hit("a"))[0] for _ in range(3)] == [1, 2, 3]
    assert await counters.count("a") == 3
    await counters.close()


@pytest.mark.parametrize("level", ["INFO", "WARNING"])
async def test_the_line_of_a_request(open_world: Any, capsys: pytest.CaptureFixture[str], level: str) -> None:
    before = structlog.get_config()
    configure_logging(level)
    try:
        world = await open_world()
        await world.client.get(
            "/api/v1/crm/deals/0192?token=secret", headers=world.signed_in() | {"x-request-id": "r1"}
        )
        await world.client.get("/nothing?token=secret")
        await world.client.get("/healthz")
        await asyncio.sleep(0)  # lines leave at the end of the loop's turn
    finally:
        structlog.configure(**before)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    if level == "WARNING":
        assert lines == []
        return
    assert [(line["route"], line["status"]) for line in lines] == [("/api/v1/crm/deals/{deal_id}", 200), (None, 404)]
    first = lines[0]
    assert (first["event"], first["level"], first["method"], first["request_id"]) == ("request", "info", "GET", "r1")
    assert first["ms"] > 0
    assert first["timestamp"].endswith("Z")
    assert "secret" not in json.dumps(lines)

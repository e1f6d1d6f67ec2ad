"""Usage counters: events in, warnings out."""

from typing import Any

import pytest

from mewayz_workspace.usage.rules import level, limit_of

API = "/api/v1/workspace"


@pytest.mark.parametrize(
    ("used", "limit", "expected"),
    [(0, 100, "quiet"), (79, 100, "quiet"), (80, 100, "warned"), (99, 100, "warned"), (100, 100, "exceeded"),
     (500, 100, "exceeded"), (10**9, -1, "quiet"), (5, 0, "quiet"), (2, 3, "quiet"), (4, 5, "warned")],
)  # fmt: skip
def test_levels(used: int, limit: int, expected: str) -> None:
    assert level(used, limit) == expected


def test_bytes_are_measured_against_gib() -> None:
    assert limit_of("workspace.media_bytes", {"workspace.media_gib": 2}) == 2 * 1024**3
    assert limit_of("workspace.media_bytes", {"workspace.media_gib": -1}) == -1
    assert limit_of("workspace.media_bytes", {"workspace.media_gib": 2**53}) == 2**53


async def test_a_newer_count_wins_and_each_mark_warns_once(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)

    async def report(used: int, version: int) -> dict[str, Any]:
        data = {"metric": "crm.contacts", "period": "", "used": used, "version": version}
        await town.bench.deliver("crm.usage.recorded.v1", data, workspace_id=acme, public=False)
        items = (await owner.get(f"{API}/usage")).json()["items"]
        return next(item for item in items if item["metric"] == "crm.contacts")

    assert (await report(10, 1))["level"] == "quiet"
    assert (await report(80, 3))["level"] == "warned"
    assert (await report(20, 2))["used"] == 80
    assert (await report(85, 4))["used"] == 85
    assert (await report(100, 5))["level"] == "exceeded"
    assert (await report(100, 6))["limit"] == 100
    [warned] = await town.bench.published("workspace.usage.warned.v1")
    [exceeded] = await town.bench.published("workspace.usage.exceeded.v1")
    assert (warned.data["used"], exceeded.data["used"]) == (80, 100)
    assert (await report(50, 7))["level"] == "quiet"
    await report(90, 8)
    assert len(await town.bench.published("workspace.usage.warned.v1")) == 2
    titles = [item["title"] for item in (await town.as_person(ada).get(f"{API}/notifications")).json()["items"]]
    assert len(titles) == 3


async def test_usage_of_another_workspace_is_invisible(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme, other = await town.found(ada), await town.found(bob, "Other")
    data = {"metric": "crm.contacts", "period": "", "used": 7, "version": 1}
    await town.bench.deliver("crm.usage.recorded.v1", data, workspace_id=acme, public=False)
    items = (await (await town.enter(bob, other)).get(f"{API}/usage")).json()["items"]
    assert "crm.contacts" not in {item["metric"] for item in items}

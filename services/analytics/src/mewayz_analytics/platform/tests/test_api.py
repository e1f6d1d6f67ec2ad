"""How many people and workspaces there are."""

from typing import Any

import pytest

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/analytics/admin/series"


async def test_people_and_workspaces_come_and_go(bench: ServiceBench, open_workspace: Any) -> None:
    people = [str(new_id()) for _ in range(3)]
    first_day = bench.clock.now().date()
    for person in people:
        await bench.deliver("identity.user.created.v1", {"id": person})
    acme, _ = await open_workspace(), await open_workspace()
    bench.clock.advance(days=2)
    await bench.deliver("identity.user.deleted.v1", {"user_id": people[0]}, public=False)
    closed = {"id": str(acme), "name": "Acme", "slug": "acme", "timezone": "UTC", "locale": "en", "currency": "EUR"}
    for verb, version, status in (("deleted", 2, "deleted"), ("restored", 3, "active"), ("deleted", 4, "deleted")):
        data = closed | {"version": version, "status": status}
        await bench.deliver(f"workspace.workspace.{verb}.v1", data, workspace_id=acme)
    staff = bench.staff()
    for metric, added, removed in (("users", [3, 0, 0], [0, 0, 1]), ("workspaces", [2, 0, 1], [0, 0, 2])):
        answer = await staff.get(URL, params={"metric": metric, "from": str(first_day)})
        rows = answer.json()["rows"]
        assert [row["added"] for row in rows] == added
        assert [row["removed"] for row in rows] == removed
        totals = [sum(added[: n + 1]) - sum(removed[: n + 1]) for n in range(3)]
        assert [row["total"] for row in rows] == totals
        # The total counts what happened before the range.
        later = await staff.get(URL, params={"metric": metric, "from": str(bench.clock.now().date())})
        assert [row["total"] for row in later.json()["rows"]] == totals[-1:]


@pytest.mark.parametrize(
    "parameters",
    [{}, {"metric": "money"}, {"metric": "users", "from": "2999-01-01"}, {"metric": "users", "granularity": "hour"}],
)
async def test_bad_parameters_are_refused(bench: ServiceBench, parameters: dict[str, str]) -> None:
    assert (await bench.staff().get(URL, params=parameters)).status_code == 400


async def test_the_platform_is_for_staff(bench: ServiceBench, open_workspace: Any) -> None:
    member = bench.member(await open_workspace())
    assert (await member.get(URL, params={"metric": "users"})).status_code == 403
    assert (
        await bench.staff(permissions=("platform.users:read",)).get(URL, params={"metric": "users"})
    ).status_code == 403

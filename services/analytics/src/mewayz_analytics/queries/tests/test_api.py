"""The numbers of a workspace through its routes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

OVERVIEW, QUERIES, FACTS = (f"/api/v1/analytics/{name}" for name in ("overview", "queries", "facts"))


async def contact(bench: ServiceBench, workspace: UUID, at: datetime, **data: Any) -> None:
    now = bench.clock.now()
    bench.clock.set(at)
    await bench.deliver("crm.contact.created.v1", {"id": str(new_id()), **data}, workspace_id=workspace, run=False)
    bench.clock.set(now)


async def won(bench: ServiceBench, workspace: UUID, amount: int, currency: str) -> None:
    data = {"id": str(new_id()), "amount": {"amount": amount, "currency": currency}}
    await bench.deliver("crm.deal.won.v1", data, workspace_id=workspace)


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        # Local midnights around both clock changes, and a zone that is 5:45 from UTC.
        ("Europe/Berlin", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)]),
        ("Europe/Berlin", [date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26)]),
        ("Asia/Kathmandu", [date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26)]),
    ],
)
async def test_days_are_those_of_the_workspace_clock(
    bench: ServiceBench, open_workspace: Any, zone: str, days: list[date]
) -> None:
    """One contact per quarter hour over three local days: each day counts its quarters, on both paths."""
    from zoneinfo import ZoneInfo

    from mewayz_analytics.calendars import midnight

    bench.clock.set(datetime(2026, 11, 25, 12, tzinfo=UTC))
    acme = await open_workspace(timezone=zone)
    moment, end = midnight(days[0], ZoneInfo(zone)), midnight(days[-1] + timedelta(days=1), ZoneInfo(zone))
    expected: dict[str, int] = dict.fromkeys(map(str, days), 0)
    while moment < end:
        expected[str(moment.astimezone(ZoneInfo(zone)).date())] += 1
        await contact(bench, acme, moment, source="form")
        moment += timedelta(minutes=15)
    await bench.run_until_idle()
    member = bench.member(acme)
    asked = {"metric": "contacts_created", "from": str(days[0]), "to": str(days[-1])}
    for more in ({}, {"filter": {"source": ["form"]}}):
        rows = (await member.post(QUERIES, json=asked | more)).json()["rows"]
        assert {row["start"]: row["value"] for row in rows} == expected
    total = (await member.post(QUERIES, json=asked | {"granularity": "total"})).json()["rows"]
    assert total == [{"start": None, "dimension": None, "currency": None, "value": sum(expected.values())}]
    shown = await member.get(OVERVIEW, params={"from": str(days[1]), "to": str(days[1])})
    metric = next(m for m in shown.json()["metrics"] if m["key"] == "contacts_created")
    assert metric["value"] == expected[str(days[1])]
    assert shown.json()["timezone"] == zone


async def test_weeks_and_months_add_up(bench: ServiceBench, open_workspace: Any) -> None:
    bench.clock.set(datetime(2026, 11, 25, 12, tzinfo=UTC))
    acme = await open_workspace(timezone="Europe/Berlin")
    for number in range(0, 60, 3):
        await contact(bench, acme, datetime(2026, 9, 27, 23, 30, tzinfo=UTC) + timedelta(days=number))
    await bench.run_until_idle()
    member = bench.member(acme)
    asked = {"metric": "contacts_created", "from": "2026-09-20", "to": "2026-11-25"}
    answers = {}
    for granularity in ("day", "week", "month", "total"):
        answer = await member.post(QUERIES, json=asked | {"granularity": granularity})
        answers[granularity] = {row["start"]: row["value"] for row in answer.json()["rows"]}
        assert sum(answers[granularity].values()) == 20
    assert answers["month"] == {"2026-09-01": 1, "2026-10-01": 11, "2026-11-01": 8}
    assert answers["week"]["2026-09-28"] == sum(
        value for day, value in answers["day"].items() if "2026-09-28" <= day <= "2026-10-04"
    )


async def test_money_is_never_added_across_currencies(bench: ServiceBench, open_workspace: Any, overview: Any) -> None:
    acme = await open_workspace()
    for amount, currency in ((1999, "EUR"), (1, "EUR"), (500, "JPY"), (-250, "EUR")):
        await won(bench, acme, amount, currency)
    member = bench.member(acme)
    value = (await overview(member))["deals_won_value"]
    assert value["value"] is None
    assert value["money"] == [{"amount": 1750, "currency": "EUR"}, {"amount": 500, "currency": "JPY"}]
    assert value["unit"] == "minor_units"
    today = str(bench.clock.now().date())
    day = {"metric": "deals_won_value", "from": today, "to": today, "granularity": "total"}
    rows = (await member.post(QUERIES, json=day)).json()["rows"]
    assert [(row["currency"], row["value"]) for row in rows] == [("EUR", 1750), ("JPY", 500)]


async def test_nothing_happened_is_zero_for_counts_and_null_for_ratios(
    bench: ServiceBench, open_workspace: Any, overview: Any
) -> None:
    acme = await open_workspace()
    member = bench.member(acme)
    fresh = await overview(member)
    assert fresh["contacts_created"]["value"] == 0
    assert [point["value"] for point in fresh["contacts_created"]["series"]] == [0] * 30
    assert (fresh["win_rate"]["value"], fresh["deals_won_value"]["money"]) == (None, [])
    for verb, times in (("won", 2), ("lost", 1)):
        for _ in range(times):
            await bench.deliver(f"crm.deal.{verb}.v1", {"id": str(new_id())}, workspace_id=acme)
    after = await overview(member)
    assert (after["win_rate"]["value"], after["win_rate"]["unit"]) == (6667, "basis_points")
    assert after["win_rate"]["additive"] is False
    assert [point["value"] for point in after["win_rate"]["series"]][-2:] == [None, 6667]


async def test_comparison_with_the_days_before(bench: ServiceBench, open_workspace: Any, overview: Any) -> None:
    bench.clock.set(datetime(2026, 11, 25, 12, tzinfo=UTC))
    acme = await open_workspace()
    for day in (25, 24, 18, 17, 16):
        await contact(bench, acme, datetime(2026, 11, day, 12, tzinfo=UTC))
    await bench.run_until_idle()
    found = await overview(bench.member(acme), **{"from": "2026-11-19", "to": "2026-11-25", "compare": "previous"})
    assert (found["contacts_created"]["value"], found["contacts_created"]["previous"]) == (2, 3)
    alone = await overview(bench.member(acme), **{"from": "2026-11-19", "to": "2026-11-25"})
    assert alone["contacts_created"]["previous"] is None


async def test_only_metrics_of_the_workspaces_features_are_shown(
    bench: ServiceBench, open_workspace: Any, overview: Any
) -> None:
    acme = await open_workspace(features=("dashboards",))
    member = bench.member(acme)
    assert "contacts_created" not in await overview(member)
    today = str(bench.clock.now().date())
    refused = await member.post(QUERIES, json={"metric": "contacts_created", "from": today, "to": today})
    assert refused.json()["errors"][0]["code"] == "unknown_metric"
    # Switching the feature on shows what happened all along, on the next request.
    await contact(bench, acme, bench.clock.now())
    await open_workspace(workspace_id=acme, features=("dashboards", "contacts"))
    assert (await overview(bench.member(acme)))["contacts_created"]["value"] == 1
    assert set(await overview(bench.member(acme), goal="crm")) >= {"contacts_created", "leads_created"}
    assert "events" not in await overview(bench.member(acme), goal="crm")


async def test_a_breakdown_sums_to_the_headline_and_agrees_with_the_facts(
    bench: ServiceBench, open_workspace: Any
) -> None:
    acme = await open_workspace()
    for source in ("form", "form", "api", None):
        await contact(bench, acme, bench.clock.now(), source=source, industry="retail")
    await bench.run_until_idle()
    member, today = bench.member(acme), str((bench.clock.now() + timedelta(hours=14)).date())
    asked = {"metric": "contacts_created", "from": "2020-06-01", "to": today, "granularity": "total"}
    split = (await member.post(QUERIES, json=asked | {"dimension": "source"})).json()["rows"]
    assert {row["dimension"]: row["value"] for row in split} == {"(none)": 1, "api": 1, "form": 2}
    by_facts = await member.post(QUERIES, json=asked | {"dimension": "source", "filter": {"industry": ["retail"]}})
    assert by_facts.json()["rows"] == split
    foreign = (await member.post(QUERIES, json=asked | {"dimension": "industry"})).json()["rows"]
    assert [(row["dimension"], row["value"]) for row in foreign] == [("retail", 4)]
    filtered = (await member.post(QUERIES, json=asked | {"filter": {"source": ["form"]}})).json()["rows"]
    assert filtered[0]["value"] == 2


async def test_the_plan_hides_what_is_older_than_its_history(bench: ServiceBench, open_workspace: Any) -> None:
    bench.clock.set(datetime(2026, 11, 25, 12, tzinfo=UTC))
    acme = await open_workspace(limits={"analytics.history_days": 7})
    for day in (10, 18, 25):
        await contact(bench, acme, datetime(2026, 11, day, 12, tzinfo=UTC))
    await bench.run_until_idle()
    member = bench.member(acme)
    asked = {"metric": "contacts_created", "from": "2026-11-01", "to": "2026-11-25", "granularity": "total"}
    answer = (await member.post(QUERIES, json=asked)).json()
    assert (answer["from"], answer["locked_before"], answer["rows"][0]["value"]) == ("2026-11-18", "2026-11-18", 2)
    board = (await member.get(OVERVIEW, params={"from": "2026-11-19", "compare": "previous"})).json()
    assert board["locked_before"] is None
    assert {metric["previous"] for metric in board["metrics"]} == {None}
    refused = await member.post(QUERIES, json=asked | {"to": "2026-11-10"})
    assert (refused.status_code, refused.json()["code"]) == (402, "plan_limit_reached")
    facts = (await member.get(FACTS, params={"type": "crm.contact.created.v1"})).json()["items"]
    assert [fact["occurred_at"][:10] for fact in facts] == ["2026-11-25", "2026-11-18"]
    # A larger plan shows the same facts: nothing was lost.
    await open_workspace(workspace_id=acme, limits={"analytics.history_days": -1})
    opened = (await bench.member(acme).post(QUERIES, json=asked)).json()
    assert (opened["locked_before"], opened["rows"][0]["value"]) == (None, 3)


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"from": "yesterday"}, "invalid_parameter"),
        ({"from": "2026-02-30"}, "invalid_parameter"),
        ({"from": "2026-11-20", "to": "2026-11-10"}, "invalid_range"),
        ({"from": "2999-01-01"}, "invalid_range"),
        ({"from": "1990-01-01"}, "invalid_range"),
        ({"compare": "never"}, "invalid_parameter"),
        ({"colour": "red"}, "invalid_parameter"),
        ({"goal": "Fame!"}, "invalid_parameter"),
    ],
)
async def test_bad_parameters_are_named(
    bench: ServiceBench, open_workspace: Any, parameters: dict[str, str], code: str
) -> None:
    answer = await bench.member(await open_workspace()).get(OVERVIEW, params=parameters)
    assert (answer.status_code, answer.json()["code"]) == (400, code), answer.text


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"metric": "nonsense"}, 422, "unknown_metric"),
        ({"granularity": "hour"}, 422, "literal_error"),
        ({"from": None}, 422, "date_type"),
        ({"dimension": "a b"}, 422, "string_pattern_mismatch"),
        ({"surprise": 1}, 422, "extra_forbidden"),
        ({"filter": {"source": []}}, 422, "too_short"),
    ],
)
async def test_bad_queries_are_named(
    bench: ServiceBench, open_workspace: Any, change: dict[str, Any], status: int, code: str
) -> None:
    today = str(bench.clock.now().date())
    asked = {"metric": "contacts_created", "from": today, "to": today} | change
    member = bench.member(await open_workspace())
    before = len(await bench.published())
    answer = await member.post(QUERIES, json=asked)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code), answer.text
    assert len(await bench.published()) == before


async def test_numbers_need_their_permissions(bench: ServiceBench, open_workspace: Any) -> None:
    acme = await open_workspace()
    today = str(bench.clock.now().date())
    asked = {"metric": "events", "from": today, "to": today}
    nobody = bench.member(acme, permissions=("crm.*:*",))
    reader = bench.member(acme, permissions=("analytics.dashboards:read", "analytics.facts:read"))
    assert (await nobody.get(OVERVIEW)).status_code == 403
    assert (await nobody.get(FACTS)).status_code == 403
    assert (await bench.client().get(OVERVIEW)).status_code == 401
    assert (await reader.post(QUERIES, json=asked)).status_code == 200
    for personal in ({"dimension": "actor"}, {"filter": {"owner_id": ["x"]}}):
        refused = await reader.post(QUERIES, json=asked | personal)
        assert (refused.status_code, refused.json()["permission"]) == (403, "analytics.persons:read")
    await bench.deliver("crm.note.created.v1", {"id": str(new_id())}, workspace_id=acme, actor="somebody")
    hidden = (await reader.get(FACTS, params={"type": "crm.note.created.v1"})).json()["items"]
    shown = (await bench.member(acme).get(FACTS, params={"type": "crm.note.created.v1"})).json()["items"]
    assert (hidden[0]["actor"], shown[0]["actor"]) == (None, "somebody")
    without = await open_workspace(features=("contacts",))
    refused = await bench.member(without).get(OVERVIEW)
    assert (refused.status_code, refused.json()["code"]) == (403, "feature_disabled")


async def test_facts_are_walked_page_by_page(bench: ServiceBench, open_workspace: Any) -> None:
    acme, other = await open_workspace(), await open_workspace()
    for _ in range(7):
        await contact(bench, acme, bench.clock.now())
    await contact(bench, other, bench.clock.now())
    await bench.run_until_idle()
    member, seen, cursor = bench.member(acme), [], None
    while True:
        parameters = {"limit": "3", "type": "crm.contact.created.v1"} | ({"cursor": cursor} if cursor else {})
        page = (await member.get(FACTS, params=parameters)).json()
        seen += [fact["id"] for fact in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 7
    assert (await member.get(FACTS, params={"actor": "x"})).status_code == 400

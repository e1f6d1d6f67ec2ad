"""Staff define and change metrics; the past is counted under every new definition exactly."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from mewayz_analytics.catalogue import service as catalogue
from mewayz_analytics.metrics.models import Bucket
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race

URL = "/api/v1/analytics/admin/metrics"
NEW = {"key": "notes_written", "label": "Notes", "aggregation": "count", "event_types": ["crm.note.created.v1"]}


async def buckets(bench: ServiceBench, metric: str, revision: int) -> set[Any]:
    table = Bucket.__table__  # type: ignore[attr-defined]
    columns = [table.c[name] for name in ("workspace_id", "start", "dimension", "currency", "value")]
    statement = sa.select(*columns).where(table.c.metric == metric, table.c.revision == revision)
    async with bench.runtime.db.read.connect() as connection:
        return {tuple(row) for row in await connection.execute(statement)}


async def find(bench: ServiceBench, key: str) -> dict[str, Any]:
    found = (await bench.staff().get(URL, params={"key": key})).json()["items"]
    return found[0]


async def happen(bench: ServiceBench, workspace: UUID, type_: str, times: int, **data: Any) -> None:
    for number in range(times):
        await bench.deliver(type_, {"id": str(new_id()), **data}, workspace_id=workspace, run=False)
        bench.clock.advance(minutes=7 * (number % 3))
    await bench.run_until_idle()


async def test_a_rebuild_gives_identical_buckets(
    bench: ServiceBench, open_workspace: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "BATCH", 4)
    acme, other = await open_workspace(), await open_workspace()
    for workspace, times in ((acme, 11), (other, 3)):
        for source in ("form", "api", None):
            await happen(bench, workspace, "crm.contact.created.v1", times, source=source)
        for currency in ("EUR", "USD"):
            amount = {"amount": 1234 * times, "currency": currency}
            await happen(bench, workspace, "crm.deal.won.v1", times, amount=amount)
    person = str(new_id())
    await bench.deliver("workspace.member.created.v1", {"user_id": person}, workspace_id=acme)
    for _ in range(3):
        await bench.deliver("identity.login.succeeded.v1", {"user_id": person})
    for key in ("contacts_created", "deals_won_value", "events", "people_signed_in", "platform_events"):
        metric = await find(bench, key)
        before = await buckets(bench, key, 1)
        assert before
        answer = await bench.staff().post(f"{URL}/{metric['id']}/rebuild")
        assert (answer.status_code, answer.json()["revision"], answer.json()["building"]) == (202, 1, 2)
        await bench.run_until_idle()
        assert await buckets(bench, key, 2) == before
        after = await find(bench, key)
        assert (after["revision"], after["building"]) == (2, None)
        bench.clock.advance(minutes=6)
        await bench.run_until_idle()
        assert await buckets(bench, key, 1) == set()


async def test_a_new_metric_counts_what_happened_before_and_after(
    bench: ServiceBench, open_workspace: Any, overview: Any
) -> None:
    acme = await open_workspace()
    await happen(bench, acme, "crm.note.created.v1", 4)
    created = await bench.staff().post(URL, json=NEW)
    assert created.status_code == 201, created.text
    # These arrive while the revision is being built: neither lost nor counted twice.
    await happen(bench, acme, "crm.note.created.v1", 3)
    await bench.run_until_idle()
    assert (await overview(bench.member(acme)))["notes_written"]["value"] == 7
    listed = (await bench.member(acme).get("/api/v1/analytics/metrics")).json()["items"]
    assert {item["key"]: item["additive"] for item in listed}["notes_written"] is True


async def test_facts_recorded_during_a_rebuild_count_once(
    bench: ServiceBench, open_workspace: Any, overview: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "BATCH", 2)
    acme = await open_workspace()
    await happen(bench, acme, "crm.contact.created.v1", 9)
    metric = await find(bench, "contacts_created")

    async def act(number: int) -> None:
        if number == 0:
            assert (await bench.staff().post(f"{URL}/{metric['id']}/rebuild")).status_code == 202
        else:
            await bench.deliver("crm.contact.created.v1", {"id": str(new_id())}, workspace_id=acme, run=False)

    assert [error for error in await race(act, callers=8) if error] == []
    await bench.run_until_idle()
    assert (await find(bench, "contacts_created"))["revision"] == 2
    assert (await overview(bench.member(acme)))["contacts_created"]["value"] == 16


async def test_an_edited_definition_becomes_the_next_revision(
    bench: ServiceBench, open_workspace: Any, overview: Any
) -> None:
    acme = await open_workspace()
    await happen(bench, acme, "crm.contact.created.v1", 2, source="form")
    await happen(bench, acme, "crm.contact.created.v1", 3, source="api")
    metric = await find(bench, "contacts_created")
    url = f"{URL}/{metric['id']}"
    renamed = await bench.staff().patch(url, json={"label": "Contacts gained"})
    assert (renamed.json()["label"], renamed.json()["building"]) == ("Contacts gained", None)
    edited = await bench.staff().patch(url, json={"filter": {"source": ["form"]}})
    assert (edited.status_code, edited.json()["revision"], edited.json()["building"]) == (200, 1, 2)
    again = await bench.staff().patch(url, json={"filter": {"source": ["api"]}})
    assert (again.status_code, again.json()["code"]) == (409, "metric_building")
    await bench.run_until_idle()
    assert (await overview(bench.member(acme)))["contacts_created"]["value"] == 2
    assert (await find(bench, "contacts_created"))["filter"] == {"source": ["form"]}


async def test_a_gauge_shows_the_last_value_of_each_dimension(
    bench: ServiceBench, open_workspace: Any, overview: Any
) -> None:
    gauge = NEW | {
        "key": "followers", "aggregation": "last", "event_types": ["social.account.counted.v1"],
        "value_path": "followers", "dimension_path": "account_id",
    }  # fmt: skip
    assert (await bench.staff().post(URL, json=gauge)).status_code == 201
    await bench.run_until_idle()
    acme, one, two = await open_workspace(), str(new_id()), str(new_id())
    assert (await overview(bench.member(acme)))["followers"]["value"] is None
    now = bench.clock.now()
    for account, minutes, followers in ((one, 2, 12), (one, 1, 10), (two, 3, 5), (one, 0, 7)):
        bench.clock.set(now)
        bench.clock.advance(minutes=minutes)
        data = {"id": str(new_id()), "account_id": account, "followers": followers}
        await bench.deliver("social.account.counted.v1", data, workspace_id=acme, run=False)
    bench.clock.advance(minutes=5)
    await bench.run_until_idle()
    found = (await overview(bench.member(acme)))["followers"]
    assert (found["value"], found["additive"]) == (17, False)
    metric = await find(bench, "followers")
    before = await buckets(bench, "followers", 1)
    await bench.staff().post(f"{URL}/{metric['id']}/rebuild")
    await bench.run_until_idle()
    assert await buckets(bench, "followers", 2) == before


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"key": "contacts_created"}, 409, "metric_key_taken"),
        ({"key": "Bad Key"}, 422, "string_pattern_mismatch"),
        ({"event_types": []}, 422, "value_error"),
        ({"event_types": ["nonsense"]}, 422, "string_pattern_mismatch"),
        ({"aggregation": "sum"}, 422, "value_error"),
        ({"value_path": "value"}, 422, "value_error"),
        ({"aggregation": "ratio"}, 422, "value_error"),
        (
            {"aggregation": "ratio", "event_types": [], "numerator": "deals_won", "denominator": "nothing"},
            422,
            "unknown_reference",
        ),
        (
            {"aggregation": "ratio", "event_types": [], "numerator": "win_rate", "denominator": "deals_won"},
            422,
            "not_additive",
        ),
    ],
)
async def test_a_bad_definition_changes_nothing(
    bench: ServiceBench, change: dict[str, Any], status: int, code: str
) -> None:
    staff = bench.staff()
    before = (await staff.get(URL, params={"limit": "100"})).json()
    refused = await staff.post(URL, json=NEW | change)
    named = refused.json()["errors"][0]["code"] if status == 422 else refused.json()["code"]
    assert (refused.status_code, named) == (status, code), refused.text
    assert (await staff.get(URL, params={"limit": "100"})).json() == before
    assert await bench.published() == []


async def test_a_patch_must_leave_a_whole_definition(bench: ServiceBench) -> None:
    metric = await find(bench, "deals_won_value")
    url = f"{URL}/{metric['id']}"
    refused = await bench.staff().patch(url, json={"value_path": None})
    assert refused.status_code == 422, refused.text
    built_in = await find(bench, "events")
    fixed = await bench.staff().patch(f"{URL}/{built_in['id']}", json={"dimension_path": None})
    assert (fixed.status_code, fixed.json()["code"]) == (409, "metric_builtin")
    assert await find(bench, "deals_won_value") == metric


async def test_the_catalogue_is_for_staff(bench: ServiceBench, open_workspace: Any) -> None:
    member = bench.member(await open_workspace())
    assert (await member.get(URL)).status_code == 403
    assert (await member.post(URL, json=NEW)).status_code == 403
    reader = bench.staff(permissions=("platform.metrics:read",))
    assert (await reader.post(URL, json=NEW)).status_code == 403
    assert len((await reader.get(URL, params={"limit": "100"})).json()["items"]) == 28

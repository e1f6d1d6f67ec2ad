"""Settings through their routes."""

from typing import Any

import pytest

URL = "/api/v1/workspace/admin/settings"


async def test_a_setting_has_a_default_and_a_change_has_a_reason(town: Any) -> None:
    staff = town.bench.staff()
    before = {item["key"]: item for item in (await staff.get(URL)).json()["items"]}
    assert before["support.reopen_days"]["value"] == 14
    assert before["support.reopen_days"]["changed_at"] is None
    changed = await staff.put(f"{URL}/support.reopen_days", json={"value": 7, "reason": "shorter"})
    assert (changed.json()["value"], changed.json()["default"]) == (7, 14)
    feed = "/api/v1/workspace/admin/audit-entries?action=workspace.setting.changed"
    [entry] = (await staff.get(feed)).json()["items"]
    assert entry["changes"] == {"support.reopen_days": {"before": 14, "after": 7}}
    assert entry["reason"] == "shorter"
    back = await staff.put(f"{URL}/support.reopen_days", json={"value": None, "reason": "back"})
    assert back.json()["value"] == 14


@pytest.mark.parametrize(
    ("key", "value", "pointer"),
    [
        ("support.reopen_days", 0, "/value"),
        ("support.reopen_days", "many", "/value"),
        ("support.working_hours", {"timezone": "Mars/Base", "days": [1], "opens": "09:00", "closes": "17:00"},
         "/value/timezone"),
        ("support.working_hours", {"timezone": "UTC", "days": [], "opens": "09:00", "closes": "17:00"}, "/value/days"),
        ("support.working_hours", {"timezone": "UTC", "days": [1], "opens": "17:00", "closes": "09:00"}, "/value"),
        ("support.sla_hours", {"low": {"first": 1, "solve": 1}}, "/value/normal"),
    ],
)  # fmt: skip
async def test_what_cannot_be_set_is_named(town: Any, key: str, value: Any, pointer: str) -> None:
    before = await town.counts()
    answer = await town.bench.staff().put(f"{URL}/{key}", json={"value": value, "reason": "a try"})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert await town.counts() == before


async def test_an_unknown_key_is_not_there_and_support_only_reads(town: Any) -> None:
    body = {"value": 1, "reason": "a try"}
    assert (await town.bench.staff().put(f"{URL}/no.such", json=body)).status_code == 404
    support = town.bench.staff(permissions=("platform.*:read",))
    assert (await support.get(URL)).status_code == 200
    assert (await support.put(f"{URL}/support.reopen_days", json=body)).status_code == 403

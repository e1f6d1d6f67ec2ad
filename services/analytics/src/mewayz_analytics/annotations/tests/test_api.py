"""Annotations through their routes."""

from typing import Any

from mewayz_testing.bench import ServiceBench

URL = "/api/v1/analytics/annotations"


async def test_an_annotation_is_written_changed_and_removed(bench: ServiceBench, open_workspace: Any) -> None:
    acme, stranger = await open_workspace(), await open_workspace()
    member = bench.member(acme)
    created = await member.post(URL, json={"day": "2026-11-25", "text": "Spring sale began"})
    assert created.status_code == 201, created.text
    where = created.headers["location"]
    assert (await member.patch(where, json={"text": "Sale"})).json()["text"] == "Sale"
    assert (await bench.member(stranger).get(where)).status_code == 404
    found = (await member.get(URL, params={"day[gte]": "2026-11-01", "sort": "day"})).json()["items"]
    assert [item["day"] for item in found] == ["2026-11-25"]
    assert (await member.delete(where)).status_code == 204
    assert (await member.get(URL)).json()["items"] == []


async def test_a_bad_annotation_changes_nothing(bench: ServiceBench, open_workspace: Any) -> None:
    member = bench.member(await open_workspace())
    for body in ({"day": "2026-02-30", "text": "x"}, {"day": "2026-02-01", "text": ""}, {"text": "x"}):
        assert (await member.post(URL, json=body)).status_code == 422
    assert (await member.get(URL)).json()["items"] == []
    assert await bench.published("analytics.annotation.created.v1") == []

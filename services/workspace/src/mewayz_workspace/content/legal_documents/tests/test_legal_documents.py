"""Legal documents through their routes."""

from datetime import timedelta
from typing import Any

from mewayz_kit.clock import rfc3339
from mewayz_testing.race import race_statuses

API = "/api/v1/workspace"
ADMIN, PUBLIC = f"{API}/admin/legal-documents", f"{API}/public/legal-documents"


def _body(town: Any, days: int = 0, **fields: Any) -> dict[str, Any]:
    moment = rfc3339(town.bench.clock.now() + timedelta(days=days))
    return {
        "kind": "terms",
        "document_version": "1",
        "title": "Terms",
        "body": "You agree.",
        "effective_at": moment,
    } | fields


async def test_a_published_text_never_changes_and_the_next_one_holds_from_its_day(town: Any) -> None:
    staff, anyone = town.bench.staff(), town.bench.client()
    first = (await staff.post(ADMIN, json=_body(town))).json()
    assert (first["document_version"], first["state"]) == ("1", "draft")
    assert (await anyone.get(f"{PUBLIC}/terms")).status_code == 404
    assert (await staff.post(f"{ADMIN}/{first['id']}/publish")).json()["state"] == "published"
    one = f"{ADMIN}/{first['id']}"
    for answer in (
        await staff.patch(one, json={"title": "Other"}),
        await staff.delete(one),
        await staff.post(f"{one}/publish"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "published_is_immutable")
    second = (await staff.post(ADMIN, json=_body(town, 30, document_version="2", requires_reaccept=True))).json()
    await staff.post(f"{ADMIN}/{second['id']}/publish")
    await town.bench.run_until_idle()
    [told] = await town.bench.published("workspace.legal_document.published.v1")
    assert (told.data["kind"], told.data["version"], told.data["requires_reaccept"]) == ("terms", "1", False)
    assert not told.public
    assert (await anyone.get(f"{PUBLIC}/terms")).json()["document_version"] == "1"
    second_one = await anyone.get(f"{PUBLIC}/terms", params={"document_version": "2"})
    assert second_one.json()["document_version"] == "2"
    town.bench.clock.advance(days=31)
    await town.bench.run_until_idle()
    [_, told] = await town.bench.published("workspace.legal_document.published.v1")
    assert (told.data["version"], told.data["requires_reaccept"]) == ("2", True), "asked for when it holds, not before"
    assert (await anyone.get(f"{PUBLIC}/terms")).json()["document_version"] == "2"
    [shown] = (await anyone.get(PUBLIC, params={"locale": "de"})).json()["items"]
    assert (shown["kind"], shown["locale"], shown["document_version"]) == ("terms", "en", "2")


async def test_nothing_holds_backwards_and_drafts_can_go(town: Any) -> None:
    staff = town.bench.staff()
    late = (await staff.post(ADMIN, json=_body(town, -2))).json()
    answer = await staff.post(f"{ADMIN}/{late['id']}/publish")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/effective_at")
    assert (await staff.delete(f"{ADMIN}/{late['id']}")).status_code == 204


async def test_of_one_version_in_one_language_there_is_one(town: Any) -> None:
    staff = town.bench.staff()
    assert await race_statuses(lambda _: staff.post(ADMIN, json=_body(town)), callers=8) == {201: 1, 409: 7}
    assert (await staff.post(ADMIN, json=_body(town, locale="de"))).status_code == 201

"""Announcements through their routes."""

from datetime import timedelta
from typing import Any

from mewayz_kit.clock import rfc3339
from mewayz_testing.race import race_statuses

API = "/api/v1/workspace"


async def _titles(town: Any, user: Any) -> list[str]:
    return [item["title"] for item in (await town.as_person(user).get(f"{API}/announcements")).json()["items"]]


async def test_an_announcement_reaches_its_audience_in_its_window(town: Any) -> None:
    ada, bob, staff = await town.person("Ada"), await town.person("Bob"), town.bench.staff()
    acme = await town.found(ada)
    assert await _titles(town, ada) == []
    later = rfc3339(town.bench.clock.now() + timedelta(hours=2))
    url = f"{API}/admin/announcements"
    everybody = {"title": "Everybody", "body": "Hello **you** <script>alert(1)</script>"}
    made = await staff.post(url, json=everybody)
    assert made.status_code == 201, made.text
    assert "<script>" not in made.json()["html"]
    assert "<strong>you</strong>" in made.json()["html"]
    owners = {"title": "Owners", "body": "x", "audience": {"roles": ["owner"], "plans": ["free"]}, "level": "critical"}
    paying = {"title": "Paying", "body": "x", "audience": {"plans": ["enterprise"]}}
    one = {"title": "Acme", "body": "x", "audience": {"workspaces": [str(acme)]}}
    for body in (owners, paying, one, {"title": "Later", "body": "x", "starts_at": later}):
        assert (await staff.post(url, json=body)).status_code == 201
    assert await _titles(town, ada) == ["Owners", "Acme", "Everybody"]
    assert await _titles(town, bob) == ["Everybody"]
    town.bench.clock.advance(hours=3)
    assert "Later" in await _titles(town, bob)
    await staff.patch(f"{url}/{made.json()['id']}", json={"ends_at": rfc3339(town.bench.clock.now())})
    assert await _titles(town, bob) == ["Later"]


async def test_each_person_dismisses_for_themselves_once(town: Any) -> None:
    ada, bob, staff = await town.person("Ada"), await town.person("Bob"), town.bench.staff()
    made = (await staff.post(f"{API}/admin/announcements", json={"title": "News", "body": "x"})).json()
    one = f"{API}/announcements/{made['id']}/dismiss"
    person = town.as_person(ada)
    assert await race_statuses(lambda _: person.post(one), callers=8) == {204: 8}
    assert await _titles(town, ada) == []
    assert await _titles(town, bob) == ["News"]
    await staff.patch(f"{API}/admin/announcements/{made['id']}", json={"dismissible": False})
    answer = await town.as_person(bob).post(one)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_dismissible")


async def test_what_is_not_for_somebody_does_not_exist_for_them(town: Any) -> None:
    bob, staff = await town.person("Bob"), town.bench.staff()
    body = {"title": "Owners", "body": "x", "audience": {"roles": ["owner"]}}
    made = (await staff.post(f"{API}/admin/announcements", json=body)).json()
    assert (await town.as_person(bob).post(f"{API}/announcements/{made['id']}/dismiss")).status_code == 404


async def test_a_window_that_ends_before_it_starts_is_refused(town: Any) -> None:
    staff, before = town.bench.staff(), await town.counts()
    body = {"title": "x", "body": "x", "ends_at": "2001-01-01T00:00:00Z"}
    answer = await staff.post(f"{API}/admin/announcements", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/ends_at")
    assert await town.counts() == before

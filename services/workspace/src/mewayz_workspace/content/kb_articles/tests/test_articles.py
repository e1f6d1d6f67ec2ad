"""The knowledge base through its routes."""

from typing import Any

from mewayz_testing.race import race_statuses

API = "/api/v1/workspace"
ADMIN, PUBLIC = f"{API}/admin/kb-articles", f"{API}/public/kb-articles"
BODY = {
    "slug": "first-steps",
    "category": "start",
    "title": "First steps",
    "body": "# Hello\n<script>alert(1)</script>",
}


async def _published(town: Any, **fields: Any) -> Any:
    staff = town.bench.staff()
    made = await staff.post(ADMIN, json=BODY | fields)
    assert made.status_code == 201, made.text
    return (await staff.post(f"{ADMIN}/{made.json()['id']}/publish")).json()


async def test_an_article_is_drafted_published_edited_and_archived(town: Any) -> None:
    staff, anyone = town.bench.staff(), town.bench.client()
    made = (await staff.post(ADMIN, json=BODY)).json()
    assert (made["state"], made["edition"]) == ("draft", 0)
    assert "<script>" not in made["html"]
    assert "<h1>Hello</h1>" in made["html"]
    one = f"{ADMIN}/{made['id']}"
    assert (await anyone.get(f"{PUBLIC}/first-steps")).status_code == 404
    assert (await anyone.get(PUBLIC)).json()["items"] == []
    assert (await staff.post(f"{one}/publish")).json()["edition"] == 1
    await staff.patch(one, json={"title": "Better", "body": "In the making"})
    shown = (await anyone.get(f"{PUBLIC}/first-steps")).json()
    assert (shown["title"], shown["edition"]) == ("First steps", 1), "a draft in the making is not shown"
    [listed] = (await anyone.get(PUBLIC, params={"category": "start"})).json()["items"]
    assert listed == shown
    await staff.post(f"{one}/publish")
    assert (await anyone.get(f"{PUBLIC}/first-steps")).json()["title"] == "Better"
    editions = (await staff.get(f"{one}/editions")).json()["items"]
    assert [(e["number"], e["title"]) for e in editions] == [(2, "Better"), (1, "First steps")]
    assert (await staff.post(f"{one}/archive")).json()["state"] == "archived"
    assert (await anyone.get(f"{PUBLIC}/first-steps")).status_code == 404
    assert (await staff.post(f"{one}/archive")).status_code == 409
    types = [event.type for event in await town.bench.published()]
    assert types.count("workspace.kb_article.updated.v1") == 4


async def test_the_nearest_language_is_shown(town: Any) -> None:
    await _published(town)
    await _published(town, locale="de", title="Erste Schritte")
    anyone = town.bench.client()
    for wanted, title in (("de-AT", "Erste Schritte"), ("de", "Erste Schritte"), ("fr", "First steps")):
        assert (await anyone.get(f"{PUBLIC}/first-steps", params={"locale": wanted})).json()["title"] == title
    assert (await anyone.get(f"{PUBLIC}/first-steps", params={"locale": "german"})).status_code == 400
    again = await town.bench.staff().post(ADMIN, json=BODY)
    assert (again.status_code, again.json()["code"]) == (409, "slug_taken")


async def test_a_person_has_one_vote_however_often_they_cast_it(town: Any) -> None:
    article = await _published(town)
    ada, bob = [town.as_person(await town.person(name)) for name in ("Ada", "Bob")]
    url = f"{API}/kb-articles/{article['id']}/vote"
    assert await race_statuses(lambda _: ada.post(url, json={"helpful": True}), callers=12) == {200: 12}
    assert (await bob.post(url, json={"helpful": True})).json() == {"helpful": 2, "unhelpful": 0, "mine": True}
    assert (await ada.post(url, json={"helpful": False})).json() == {"helpful": 1, "unhelpful": 1, "mine": False}
    shown = (await town.bench.client().get(f"{PUBLIC}/first-steps")).json()
    assert (shown["helpful"], shown["unhelpful"]) == (1, 1)
    draft = (await town.bench.staff().post(ADMIN, json=BODY | {"slug": "draft"})).json()
    assert (await ada.post(f"{API}/kb-articles/{draft['id']}/vote", json={"helpful": True})).status_code == 404
    assert (await town.bench.client().post(url, json={"helpful": True})).status_code == 401

"""Content pages through their routes."""

from typing import Any

API = "/api/v1/workspace"
ADMIN, PUBLIC = f"{API}/admin/content-pages", f"{API}/public/content-pages"
BODY = {"kind": "faq", "slug": "price", "title": "What does it cost?", "body": "Nothing to begin with."}


async def test_pages_of_a_kind_are_shown_in_their_order_once_published(town: Any) -> None:
    staff, anyone = town.bench.staff(), town.bench.client()
    for slug, position in (("price", 2), ("trial", 1), ("hidden", 0)):
        made = await staff.post(ADMIN, json=BODY | {"slug": slug, "position": position})
        assert made.status_code == 201, made.text
        if slug != "hidden":
            await staff.post(f"{ADMIN}/{made.json()['id']}/publish")
    page = (await anyone.get(PUBLIC, params={"kind": "faq", "sort": "position"})).json()
    assert [item["slug"] for item in page["items"]] == ["trial", "price"]
    assert (await anyone.get(PUBLIC, params={"kind": "blog"})).json()["items"] == []
    assert (await anyone.get(f"{PUBLIC}/faq/price")).json()["title"] == BODY["title"]
    assert (await anyone.get(f"{PUBLIC}/blog/price")).status_code == 404
    entries = (await staff.get(f"{API}/admin/audit-entries?target_type=content_page&count=true")).json()
    assert entries["total"] == 5


async def test_a_testimonial_names_who_said_it(town: Any) -> None:
    staff, body = town.bench.staff(), BODY | {"kind": "testimonial"}
    before = await town.counts()
    answer = await staff.post(ADMIN, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/author")
    assert await town.counts() == before
    assert (await staff.post(ADMIN, json=body | {"author": "Grace"})).status_code == 201

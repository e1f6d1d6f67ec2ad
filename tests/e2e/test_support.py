"""Tickets, the knowledge base and the public pages of the platform, through the gateway."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from mewayz_kit.clock import rfc3339
from mewayz_testing.house import House
from mewayz_testing.people import Platform, Seat, succeed

API = "/api/v1/workspace"
TICKET = {"subject": "Import stops", "message": "At row 7.", "priority": "high"}


async def test_a_ticket_from_question_to_rating(platform: Platform, house: House) -> None:
    admin, ada, eve = await platform.admin(), await platform.newcomer("Ada"), await platform.newcomer("Eve")
    seat, foreign = await ada.create_workspace("Acme"), await eve.create_workspace("Other")
    ticket = succeed(await seat.post(f"{API}/tickets", json=TICKET))
    one, theirs = f"{API}/tickets/{ticket['id']}", f"{API}/admin/tickets/{ticket['id']}"
    hours = await admin.must("GET", f"{API}/admin/settings")
    zone = next(item["value"] for item in hours["items"] if item["key"] == "support.working_hours")
    due = datetime.fromisoformat(ticket["due_first"])
    assert due.isoweekday() in zone["days"]
    assert zone["opens"] <= due.time().isoformat() <= zone["closes"]

    await admin.must("POST", f"{theirs}/reply", json={"body": "Our own bug, do not tell.", "internal": True})
    answered = await admin.must("POST", f"{theirs}/reply", json={"body": "We are on it."})
    assert answered["state"] == "waiting_customer"
    seen = succeed(await seat.get(f"{one}/messages"))["items"]
    assert [message["body"] for message in seen] == ["At row 7.", "We are on it."]
    assert "do not tell" not in (await seat.get(f"{API}/audit-entries")).text

    async def noticed() -> Any:
        page = await ada.must("GET", f"{API}/notifications")
        return [item for item in page["items"] if ticket["number"] in item["title"]]

    await platform.until(noticed, "a notification of the answer")
    for call in (foreign.get(one), foreign.get(f"{one}/messages"), foreign.post(f"{one}/reply", json={"body": "x"})):
        assert (await call).status_code == 404
    assert succeed(await seat.post(f"{one}/reply", json={"body": "Thanks!"}))["state"] == "open"
    await admin.must("POST", f"{theirs}/resolve")
    assert succeed(await seat.post(f"{one}/rate", json={"rating": 5}))["rating"] == 5

    house.move_clock(timedelta(days=13).total_seconds())
    await ada.sign_in()
    assert succeed(await seat.post(f"{one}/reply", json={"body": "It is back."}))["state"] == "open"
    succeed(await seat.post(f"{one}/resolve"))
    house.move_clock(timedelta(days=15).total_seconds())
    await ada.sign_in()
    assert (await seat.post(f"{one}/reply", json={"body": "Again."})).status_code == 409


async def test_an_article_is_read_by_everybody_and_voted_on_once(platform: Platform) -> None:
    admin, ada, slug = await platform.admin(), await platform.newcomer("Ada"), f"steps-{uuid4().hex[:8]}"
    body = {"slug": slug, "category": "start", "title": "First steps", "body": "# Go <script>alert(1)</script>"}
    made = await admin.must("POST", f"{API}/admin/kb-articles", json=body)
    url = f"{API}/public/kb-articles/{slug}"
    assert (await platform.request("GET", url)).status_code == 404
    await admin.must("POST", f"{API}/admin/kb-articles/{made['id']}/publish")
    shown = succeed(await platform.request("GET", url))
    assert "<script>" not in shown["html"]
    for _ in range(2):
        counts = await ada.must("POST", f"{API}/kb-articles/{made['id']}/vote", json={"helpful": True})
    assert counts == {"helpful": 1, "unhelpful": 0, "mine": True}
    assert (await ada.request("POST", f"{API}/admin/kb-articles", json=body)).status_code == 403


async def test_a_published_legal_text_is_there_for_everybody_and_never_changes(platform: Platform) -> None:
    admin = await platform.admin()
    version = f"v-{uuid4().hex[:8]}"
    body = {
        "kind": "privacy",
        "document_version": version,
        "title": "Privacy",
        "body": "We keep little.",
        "effective_at": rfc3339(platform.now()),
        "requires_reaccept": False,  # asking everybody would stop whoever else lives in this house
    }
    made = await admin.must("POST", f"{API}/admin/legal-documents", json=body)
    await admin.must("POST", f"{API}/admin/legal-documents/{made['id']}/publish")
    refused = await admin.request("PATCH", f"{API}/admin/legal-documents/{made['id']}", json={"title": "Other"})
    assert (refused.status_code, refused.json()["code"]) == (409, "published_is_immutable")
    shown = succeed(await platform.request("GET", f"{API}/public/legal-documents/privacy"))
    assert shown["document_version"] == version


async def test_an_incident_is_on_the_status_page_until_it_is_over(platform: Platform) -> None:
    admin, title = await platform.admin(), f"Slow {uuid4().hex[:8]}"
    body = {"title": title, "impact": "major", "services": ["crm"], "body": "We look."}
    made = await admin.must("POST", f"{API}/admin/status-incidents", json=body)

    async def told() -> tuple[list[str], list[str]]:
        page = succeed(await platform.request("GET", f"{API}/public/status"))
        return [i["title"] for i in page["open"]], [i["title"] for i in page["recent"]]

    assert title in (await told())[0]
    done = {"state": "resolved", "body": "It is over."}
    await admin.must("POST", f"{API}/admin/status-incidents/{made['id']}/updates", json=done)
    open_, recent = await told()
    assert title not in open_
    assert title in recent


async def test_a_stranger_asks_and_is_answered_by_mail(platform: Platform) -> None:
    admin, address = await platform.admin(), f"eve-{uuid4().hex[:8]}@example.com"
    body = {"name": "Eve", "email": address, "message": "Do you speak Danish?"}
    succeed(await platform.request("POST", f"{API}/public/contact-requests", json=body))
    url = f"{API}/admin/contact-requests"
    [asked] = (await admin.must("GET", url, params={"email": address}))["items"]
    await admin.must("POST", f"{url}/{asked['id']}/answer", json={"body": "Ja, lidt."})
    await platform.found_in_mail(address, "(Ja, lidt.)")
    seat = Seat(await platform.newcomer("Mallory"), "-")
    assert (await seat.person.request("GET", url)).status_code == 403

"""The staff area: the first admin at work, and whoever is none before a closed door."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.web.conftest import DESKTOP, ROOT, Visitor, run
from tests.web.test_pages import look, open_and_look

from mewayz_testing.house import House
from mewayz_testing.people import Person, Platform, Seat, succeed

WORKSPACE = "/api/v1/workspace"
STEP = timedelta(seconds=30)


@pytest.fixture(scope="module")
def office(browser: Any, house: House, platform: Platform) -> Iterator[Visitor]:
    """The first admin, made by the documented step and signed in with the second factor; one sitting for all tests."""
    admin = run(platform.admin)
    visitor = Visitor(browser, house)
    assert admin.totp is not None
    # The code of the present step is used up by then; the next one is good already.
    visitor.sign_in(admin, admin.totp.at(platform.now() + STEP))
    # Staff need no workspace: the way to their area is on the page that offers to make one.
    visitor.page.get_by_role("link", name="Staff area").click()
    visitor.page.get_by_role("heading", name="Overview", exact=True).wait_for()
    yield visitor
    visitor.context.close()
    assert visitor.complaints == []


def found(office: Visitor, path: str, words: str, name: str) -> Any:
    """The page of the record that a search of a list finds."""
    page = office.page
    page.goto(path)
    page.get_by_label("Search").fill(words)
    page.get_by_role("link", name=name).click()
    page.get_by_role("heading", name=name, exact=True).wait_for()
    return page


def do(page: Any, deed: str, said: str, **values: str) -> None:
    """Press a button of a record, tell what it asks for, and read that it is done."""
    page.get_by_role("button", name=deed, exact=True).click()
    dialog = page.get_by_role("dialog")
    for label, value in values.items():
        dialog.get_by_label(label).fill(value)
    dialog.get_by_role("button", name=deed, exact=True).click()
    page.get_by_text(said).wait_for()


def test_the_overview_counts_what_is_there(office: Visitor, ada: Person, seat: Seat) -> None:
    page = office.page
    page.goto("/admin")
    counted = page.get_by_text("Workspaces made in 24 hours").locator("xpath=..")
    counted.wait_for()
    assert int(counted.locator("dd").inner_text()) >= 1


def test_a_disabled_person_is_out_and_can_come_back(
    office: Visitor, visit: Callable[..., Visitor], platform: Platform
) -> None:
    person = run(lambda: platform.newcomer("Mallory"))
    run(lambda: person.create_workspace("Mallory's"))
    other = visit()
    other.sign_in(person)
    other.page.get_by_role("button", name=f"Account of {person.name}").wait_for()

    page = found(office, "/admin/users", person.email, person.name)
    page.get_by_role("button", name="Disable").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail of the account").fill("somebody@example.com")
    dialog.get_by_label("Reason").fill("Sends spam")
    dialog.get_by_role("button", name="Disable").click()
    refused = dialog.locator("[aria-invalid=true]")
    refused.wait_for()
    refused.fill(person.email)
    dialog.get_by_role("button", name="Disable").click()
    page.get_by_text("The account is disabled.").wait_for()
    other.page.goto("/team")
    other.page.wait_for_url("**/login**")
    do(page, "Enable", "The account is open again.", Reason="It was somebody else")
    other.sign_in(person)
    other.page.get_by_role("button", name=f"Account of {person.name}").wait_for()


def until(office: Visitor, holds: Callable[[], bool]) -> None:
    """Ask until it is so; services hear of each other by events."""
    for _ in range(60):
        if holds():
            return
        office.page.wait_for_timeout(250)
    raise AssertionError("it never was so")


def test_a_workspace_is_suspended_and_reinstated(office: Visitor, platform: Platform) -> None:
    person = run(lambda: platform.newcomer("Sue"))
    name = f"House {uuid4().hex[:8]}"
    seat = run(lambda: person.create_workspace(name))

    def writes() -> bool:
        body = {"description": uuid4().hex}
        return bool(run(lambda: seat.patch(f"{WORKSPACE}/workspaces/current", json=body)).status_code == 200)

    assert writes()
    page = found(office, "/admin/workspaces", name, name)
    do(page, "Suspend", "The workspace is suspended.", Reason="Unpaid for months")
    page.get_by_text("Unpaid for months").wait_for()
    until(office, lambda: not writes())
    do(page, "Reinstate", "The workspace is open again.", Reason="It has paid")
    until(office, writes)


def test_a_price_changes_after_its_impact_was_seen(office: Visitor) -> None:
    page = office.page
    page.goto("/admin/catalogue/plans")
    page.get_by_role("link", name="Professional").click()
    page.get_by_text("Version 1", exact=False).first.wait_for()
    page.get_by_role("button", name="New terms").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Who subscribed before keeps the present terms").wait_for()
    dialog.get_by_label("Price a month").fill("ten")
    dialog.get_by_label("Reason").fill("Prices of next year")
    dialog.get_by_role("button", name="New terms").click()
    dialog.get_by_text("This is no amount.").wait_for()
    dialog.get_by_label("Price a month").fill("7.77")
    dialog.get_by_role("button", name="New terms").click()
    page.get_by_text("The new terms hold for new customers.").wait_for()
    page.get_by_text(re.compile(r"7\.77 a month")).wait_for()

    do(page, "Move old subscribers", "This is what it would do.", Reason="Prices of next year")
    page.wait_for_url(re.compile(r"/plan-changes/[0-9a-f-]{36}$"))
    page.get_by_text("are worse off").wait_for()
    do(page, "Give up", "Given up", Reason="Not this year")
    page.get_by_role("heading", name="professional to version 2").wait_for()
    assert page.get_by_role("button", name="Set the day").count() == 0


def test_a_ticket_is_answered_and_closed(office: Visitor, seat: Seat) -> None:
    subject = f"Import stops {uuid4().hex[:8]}"
    body = {"subject": subject, "message": "At row 7."}
    ticket = succeed(run(lambda: seat.post(f"{WORKSPACE}/tickets", json=body)))
    page = found(office, "/admin/support/tickets", subject, subject)
    page.get_by_text("At row 7.").wait_for()
    page.get_by_label("Answer").fill("Our own bug, do not tell.")
    page.get_by_label("Only for staff").select_option("true")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Only staff", exact=True).wait_for()
    page.get_by_label("Answer").fill("We are on it.")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("listitem").filter(has_text="We are on it.").wait_for()
    seen = succeed(run(lambda: seat.get(f"{WORKSPACE}/tickets/{ticket['id']}/messages")))["items"]
    assert [message["body"] for message in seen] == ["At row 7.", "We are on it."]
    page.get_by_role("button", name="Close as solved").click()
    page.get_by_text("The ticket is solved.").wait_for()
    page.get_by_text("resolved", exact=True).wait_for()


def test_every_service_is_measured(office: Visitor) -> None:
    page = office.page
    page.goto("/admin/monitoring")
    services = page.get_by_role("list", name="Services").get_by_role("listitem")
    services.filter(has_text="identity").wait_for()
    for service in ("identity", "workspace", "crm", "analytics"):
        assert "ready" in services.filter(has_text=service).inner_text()
    page.get_by_text("Everything is open.").wait_for()
    page.goto("/admin/monitoring/keys")
    page.get_by_text("active", exact=True).wait_for()


def test_every_page_of_the_area_stands_without_a_barrier(office: Visitor, seat: Seat) -> None:
    page = office.page
    listed = json.loads((ROOT / "web/dist/web.json").read_text())["app"]
    paths = [path for path in listed if path.startswith("/admin") and ":" not in path]
    assert len(paths) > 30
    wrong = [one for path in paths for one in open_and_look(office, path)]
    for path in ("/admin/users", "/admin/workspaces", "/admin/catalogue/plans"):
        page.goto(path)
        page.get_by_role("table").get_by_role("link").first.click()
        page.wait_for_url(re.compile(r"/[0-9a-f-]{36}$"))
        wrong += look(office, page.url.removeprefix(office.house.url))
    page.set_viewport_size(DESKTOP)
    page.goto("/admin/users/not-an-id")
    page.get_by_role("alert").wait_for()
    assert not wrong, "\n".join(wrong)


def test_what_is_typed_is_stored_as_meant(office: Visitor, seat: Seat) -> None:
    page, key = office.page, f"flag-{uuid4().hex[:8]}"
    page.goto("/admin/flags?new=1")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Key").fill(key)
    dialog.get_by_label("On", exact=True).select_option("true")
    dialog.get_by_label("Share").fill("2500")
    dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text=key)
    row.get_by_text("25 %").wait_for()
    row.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Edit").click()
    dialog.get_by_label("On", exact=True).select_option("false")
    dialog.get_by_role("button", name="Save").click()
    row.get_by_text("off", exact=True).wait_for()

    page.goto(f"/admin/workspaces/{seat.id}")
    page.get_by_role("button", name="Give").click()
    dialog.get_by_label("Limits").fill("workspace.members = many")
    dialog.get_by_label("Reason").fill("A good customer")
    dialog.get_by_role("button", name="Give").click()
    dialog.locator("[aria-invalid=true]").fill("workspace.members = 12")
    dialog.get_by_role("button", name="Give").click()
    page.get_by_text("workspace.members = 12").wait_for()

    page.goto("/admin/settings")
    setting = page.get_by_role("listitem").filter(has_text="support.reopen_days")
    setting.get_by_role("button", name="Change").click()
    dialog.get_by_label("Value").fill("0")
    dialog.get_by_label("Reason").fill("More patience")
    dialog.get_by_role("button", name="Change").click()
    dialog.locator("[aria-invalid=true]").fill("21")
    dialog.get_by_role("button", name="Change").click()
    setting.get_by_text("21", exact=True).wait_for()


def test_a_secret_goes_in_and_never_comes_out(office: Visitor) -> None:
    page, secret = office.page, uuid4().hex
    page.goto("/admin/integrations?new=1")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Provider").select_option("smtp")
    dialog.get_by_label("Options").fill("host = 127.0.0.1")
    dialog.get_by_role("button", name="Add another").first.click()
    dialog.get_by_label("Options 2").fill("port = 9")
    dialog.get_by_label("Secrets").fill(f"password = {secret}")
    dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text="smtp")
    row.get_by_text("password").wait_for()
    page.goto("/admin/integrations?new=1")
    assert dialog.get_by_label("Secrets").input_value() == "", "no draft keeps it"
    page.goto("/admin/integrations")
    row.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Edit").click()
    assert dialog.get_by_label("Options", exact=True).input_value() == "host = 127.0.0.1"
    assert dialog.get_by_label("Secrets").input_value() == ""
    page.keyboard.press("Escape")
    row.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Send a test mail").click()
    dialog.get_by_label("E-mail").fill("root@example.com")
    dialog.get_by_role("button", name="Send a test mail").click()
    row.get_by_text("failing").wait_for()


def test_staff_acts_for_somebody_under_a_banner_and_stops(office: Visitor, platform: Platform) -> None:
    person = run(lambda: platform.newcomer("Trent"))
    run(lambda: person.create_workspace("Trent's"))
    page = found(office, "/admin/users", person.email, person.name)
    page.get_by_role("button", name="Act as them").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("ticket 4711: page is empty")
    page.get_by_role("dialog").get_by_role("button", name="Act as them").click()
    page.wait_for_url("**/dashboard")
    banner = page.get_by_text("You act as Trent.")
    for path in ("/team", "/settings/general", "/workspaces", "/admin/users"):
        page.goto(path)
        banner.wait_for()
    page.get_by_text("You have no access to this").wait_for()  # whoever acts for somebody is no staff meanwhile
    page.goto("/account/security")
    banner.wait_for()
    page.get_by_role("button", name="Stop").click()
    page.wait_for_url(re.compile(r"/admin/users/"))
    page.get_by_role("heading", name=person.name, exact=True).wait_for()
    assert banner.count() == 0
    page.reload()
    page.get_by_role("heading", name=person.name, exact=True).wait_for()
    page.goto("/admin/impersonations")
    row = page.get_by_role("row").filter(has_text="ticket 4711")
    row.wait_for()
    assert "open" not in row.inner_text(), "it has ended on the server too"


def test_a_member_of_a_workspace_finds_the_door_closed(at_work: Visitor) -> None:
    page = at_work.page
    assert page.get_by_role("link", name="Staff area").count() == 0
    for path in ("/admin", "/admin/users", "/admin/settings"):
        page.goto(path)
        page.get_by_text("You have no access to this").wait_for()
        assert page.get_by_role("navigation").get_by_role("link").count() == 0


def test_an_affiliate_applies_is_approved_and_has_a_link(
    office: Visitor, visit: Callable[..., Visitor], platform: Platform
) -> None:
    page, mark = office.page, uuid4().hex[:8]
    page.goto("/admin/growth/programs?new=1")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Kind").select_option("affiliate")
    dialog.get_by_label("Name").fill(f"Friends {mark}")
    dialog.get_by_role("button", name="Add a rule").click()
    dialog.get_by_label("Share in %").fill("12.5")
    dialog.get_by_role("button", name="Save").click()
    page.get_by_role("row").filter(has_text=f"Friends {mark}").get_by_text("subscription 12.5 %").wait_for()

    person = run(lambda: platform.newcomer("Fran"))
    run(lambda: person.create_workspace("Fran's"))
    fran = visit()
    fran.sign_in(person)
    fran.page.get_by_role("button", name=f"Account of {person.name}").wait_for()
    fran.page.goto("/referrals")
    fran.page.get_by_label("How you would recommend us").fill(f"I write about shops {mark}")
    fran.page.get_by_role("button", name="Apply").click()
    fran.page.get_by_text("Being looked at").wait_for()

    page.goto("/admin/growth/affiliates")
    row = page.get_by_role("row").filter(has_text=mark)
    for deed, state in (("Approve", "approved"), ("Suspend", "suspended"), ("Reinstate", "approved")):
        row.get_by_role("button", name="Actions").click()
        page.get_by_role("menuitem", name=deed).click()
        dialog.get_by_label("Reason").fill(f"{deed} after a look")
        dialog.get_by_role("button", name=deed).click()
        row.get_by_text(f"{deed} after a look").wait_for()
        row.get_by_text(state, exact=True).wait_for()
    fran.page.reload()
    fran.page.get_by_role("button", name="New affiliate link").click()
    fran.page.get_by_role("list", name="Your affiliate links").get_by_role("listitem").first.wait_for()
    assert look(fran, "/referrals") == []

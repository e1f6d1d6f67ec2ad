"""Without a connection: what was opened can be read, what is written is sent later, and nobody is overwritten."""

from collections.abc import Callable

from tests.e2e.crm import CRM, count, make
from tests.web.conftest import STORED, Visitor, run

from mewayz_testing.people import Person, Platform, Seat, succeed

WAITS = "1 change waits on this device"


def record(visitor: Visitor, seat: Seat, name: str) -> str:
    """A new contact, open on the screen of a device that could go on without a connection."""
    made = run(lambda: make(seat, "contacts", first_name=name, title="Clerk"))
    visitor.until("navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)")
    visitor.page.goto(f"/crm/contacts/{made['id']}")
    visitor.page.get_by_role("heading", name=name).wait_for()
    visitor.page.get_by_text("Contact created").wait_for()
    visitor.until("performance.getEntriesByType('resource').some(({ name }) => name.includes('/late-'))")
    return str(made["id"])


def give_title(visitor: Visitor, title: str) -> None:
    """Edit the record that is open."""
    page = visitor.page
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("dialog").get_by_label("Title").fill(title)
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.get_by_role("dialog").wait_for(state="hidden")


def title_of(seat: Seat, contact: str) -> str:
    """As the server has it."""
    return str(run(lambda: seat.get(f"{CRM}/contacts/{contact}")).json()["title"])


def test_what_was_opened_can_be_read_without_a_connection(at_work: Visitor) -> None:
    page = at_work.page
    page.evaluate("navigator.serviceWorker.ready")
    page.goto("/crm/contacts?new=1")
    page.get_by_label("First name").fill("Offline Olga")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Offline Olga").wait_for()
    page.goto("/crm/contacts")
    page.get_by_role("link", name="Offline Olga").wait_for()
    at_work.until_kept("Offline Olga")
    at_work.context.set_offline(True)
    page.reload()
    page.get_by_text("You are offline. What you have opened before").wait_for()
    page.get_by_role("link", name="Offline Olga").wait_for()


def test_a_note_written_without_a_connection_is_stored_once(at_work: Visitor, seat: Seat) -> None:
    visitor = at_work
    run(lambda: make(seat, "activities", type="task", subject="Buy a lamp"))
    contact = record(visitor, seat, "Nora")
    visitor.page.goto("/dashboard")
    visitor.page.get_by_text("Buy a lamp", exact=True).wait_for()
    visitor.until_kept("Buy a lamp")
    visitor.page.goto(f"/crm/contacts/{contact}")
    visitor.page.get_by_text("Contact created").wait_for()
    visitor.until_kept("Nora")
    visitor.context.set_offline(True)
    visitor.page.get_by_label("New note").fill("Written in a tunnel.")
    visitor.page.get_by_role("button", name="Add note").click()
    visitor.page.get_by_text(WAITS).wait_for()
    assert visitor.page.get_by_label("New note").input_value() == ""
    visitor.page.close()

    page = visitor.page = visitor.tab()
    page.goto("/dashboard")
    page.get_by_text("Buy a lamp", exact=True).wait_for()
    page.get_by_role("region", name="Notices").get_by_text("As of").wait_for()
    page.get_by_text(WAITS).wait_for()
    page.get_by_role("link", name="Look at it").click()
    page.get_by_role("heading", name="Written in a tunnel.").wait_for()
    assert run(lambda: count(seat, "notes", subject_id=contact)) == 0
    visitor.context.set_offline(False)
    page.get_by_text("Everything is sent").wait_for()
    assert run(lambda: count(seat, "notes", subject_id=contact)) == 1
    page.goto(f"/crm/contacts/{contact}")
    page.get_by_text("Written in a tunnel.").wait_for()


def test_changes_of_one_record_are_sent_in_order_and_are_no_conflict_with_each_other(
    at_work: Visitor, seat: Seat
) -> None:
    page, contact = at_work.page, record(at_work, seat, "Odo")
    at_work.context.set_offline(True)
    give_title(at_work, "Director")
    page.get_by_text("Director").wait_for()
    give_title(at_work, "President")
    page.get_by_text("2 changes wait on this device").wait_for()
    at_work.context.set_offline(False)
    page.get_by_text("on this device to be sent").wait_for(state="hidden")
    assert title_of(seat, contact) == "President"


def test_a_record_that_somebody_has_changed_meanwhile_is_not_overwritten(at_work: Visitor, seat: Seat) -> None:
    page, contact = at_work.page, record(at_work, seat, "Cleo")
    at_work.context.set_offline(True)
    give_title(at_work, "Director")
    page.get_by_text(WAITS).wait_for()
    theirs = {"title": "Engineer", "city": "Leeds"}
    succeed(run(lambda: seat.patch(f"{CRM}/contacts/{contact}", json=theirs)))
    at_work.context.set_offline(False)
    page.get_by_text("1 change needs your decision.").wait_for()
    assert title_of(seat, contact) == "Engineer"
    page.get_by_role("link", name="Look at it").click()
    page.get_by_role("row", name="Title Director Engineer").wait_for()
    page.get_by_role("button", name="Keep mine").click()
    page.get_by_text("Everything is sent").wait_for()
    kept = run(lambda: seat.get(f"{CRM}/contacts/{contact}")).json()
    assert (kept["title"], kept["city"]) == ("Director", "Leeds")


def test_who_signs_out_is_told_what_gets_lost_and_leaves_nothing_behind(
    at_work: Visitor, platform: Platform, ada: Person, seat: Seat
) -> None:
    visitor = at_work
    contact = record(visitor, seat, "Secret Sid")
    visitor.until_kept("Secret Sid")
    page, other = visitor.page, visitor.tab()
    other.goto("/crm/contacts")
    other.get_by_role("link", name="Secret Sid").wait_for()
    visitor.context.set_offline(True)
    give_title(visitor, "Director")
    page.get_by_text(WAITS).wait_for()
    visitor.sign_out(ada.name)
    page.get_by_text("1 change on this device is not sent yet").wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text(WAITS).wait_for()
    visitor.sign_out(ada.name)
    page.get_by_role("button", name="Sign out and lose it").click()
    for tab in (page, other):
        tab.wait_for_url("**/login*")
    visitor.until(f"{STORED}.then((stored) => stored === '[[],[]]')")
    visitor.context.set_offline(False)
    assert page.evaluate("sessionStorage.length") == 0
    assert page.evaluate("localStorage.getItem('workspace')") is None
    assert title_of(seat, contact) == "Clerk"

    bob = run(lambda: platform.newcomer("Bob"))
    run(lambda: bob.create_workspace("Bobs", features=["contacts"]))
    visitor.sign_in(bob)
    page.get_by_role("button", name=f"Account of {bob.name}").wait_for()
    page.goto("/outbox")
    page.get_by_text("Everything is sent").wait_for()
    assert "Secret Sid" not in page.evaluate(STORED)


def test_a_device_that_others_use_too_keeps_nothing(visit: Callable[..., Visitor], ada: Person, seat: Seat) -> None:
    visitor = visit()
    visitor.page.goto("/login")
    visitor.page.get_by_label("Do not keep data on this device").check()
    visitor.sign_in(ada)
    visitor.page.get_by_role("button", name=f"Account of {ada.name}").wait_for()
    record(visitor, seat, "Passing Pia")
    visitor.context.set_offline(True)
    page = visitor.page
    page.get_by_label("New note").fill("Stays in the field.")
    page.get_by_role("button", name="Add note").click()
    page.get_by_text("No connection").wait_for()
    assert page.get_by_label("New note").input_value() == "Stays in the field."
    assert page.evaluate(STORED) in {"[]", "[[],[]]"}

"""Without a connection, and with several tabs."""

from collections.abc import Callable

from tests.web.conftest import Visitor

from mewayz_testing.people import Person, Seat


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


def test_tabs_that_need_a_token_at_once_do_not_end_the_session(
    visit: Callable[..., Visitor], ada: Person, seat: Seat
) -> None:
    visitor = visit()
    visitor.sign_in(ada)
    visitor.page.wait_for_url("**/dashboard")
    tabs = [visitor.tab() for _ in range(4)]
    for tab in tabs:
        tab.goto("/crm/contacts", wait_until="commit")
    for tab in tabs:
        tab.get_by_role("heading", name="Contacts", exact=True).wait_for()
        tab.reload()
        tab.get_by_role("heading", name="Contacts", exact=True).wait_for()


def test_signing_out_in_one_tab_takes_every_tab_to_the_login(
    visit: Callable[..., Visitor], ada: Person, seat: Seat
) -> None:
    visitor = visit()
    visitor.sign_in(ada)
    visitor.page.wait_for_url("**/dashboard")
    other = visitor.tab()
    other.goto("/crm/contacts")
    other.get_by_role("heading", name="Contacts", exact=True).wait_for()
    visitor.page.get_by_role("button", name=f"Account of {ada.name}").click()
    visitor.page.get_by_role("menuitem", name="Sign out").click()
    for tab in (visitor.page, other):
        tab.wait_for_url("**/login*")
        tab.get_by_role("button", name="Sign in").wait_for()
    other.go_back()
    other.get_by_role("button", name="Sign in").wait_for()
    assert "mewayz_refresh" not in {cookie["name"] for cookie in visitor.context.cookies()}

"""Without a connection, with several tabs, and after signing out."""

from collections.abc import Callable

from tests.web.conftest import Visitor

from mewayz_testing.people import Person, Seat

KEPT = """(async () => {
  const answer = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result) })
  const db = await answer(indexedDB.open('mewayz', 1))
  const kept = await answer(db.transaction('snapshots').objectStore('snapshots').get('last'))
  db.close()
  return JSON.stringify(kept?.state.queries.map((one) => one.state.data) ?? [])
})()"""
KEPT_OLGA = f"{KEPT}.then((kept) => kept.includes('\"next_cursor\"') && kept.includes('Offline Olga'))"
KEPT_NOTHING = f"{KEPT}.then((kept) => kept === '[]')"


def test_what_was_opened_can_be_read_without_a_connection(at_work: Visitor) -> None:
    page = at_work.page
    page.evaluate("navigator.serviceWorker.ready")
    page.goto("/crm/contacts?new=1")
    page.get_by_label("First name").fill("Offline Olga")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Offline Olga").wait_for()
    page.goto("/crm/contacts")
    page.get_by_role("link", name="Offline Olga").wait_for()
    at_work.until(KEPT_OLGA)
    at_work.context.set_offline(True)
    page.reload()
    page.get_by_text("You are offline. What you have opened before").wait_for()
    page.get_by_role("link", name="Offline Olga").wait_for()
    page.goto("/media")
    page.get_by_role("alert").get_by_text("You are offline").wait_for()
    at_work.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    page.get_by_text("No files yet").wait_for()
    assert at_work.page.get_by_text("What you have opened before").count() == 0


def test_signing_out_reaches_every_tab_and_leaves_nothing(at_work: Visitor) -> None:
    page, other = at_work.page, at_work.tab()
    page.goto("/crm/contacts")
    page.get_by_role("heading", name="Contacts", exact=True).wait_for()
    other.goto("/crm/deals")
    other.get_by_role("heading", name="Deals", exact=True).wait_for()
    page.get_by_role("button", name="Account of Ada").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.wait_for_url("**/login**")
    other.wait_for_url("**/login**")
    at_work.until(KEPT_NOTHING)
    page.go_back()
    page.wait_for_url("**/login**")


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


def test_typed_text_survives_a_lost_connection(at_work: Visitor) -> None:
    page = at_work.page
    page.goto("/crm/contacts?new=1")
    page.get_by_label("First name").fill("Once Only")
    at_work.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("dialog").get_by_role("alert").wait_for()
    assert page.get_by_label("First name").input_value() == "Once Only"
    at_work.context.set_offline(False)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Once Only").wait_for()
    page.goto("/crm/contacts?q=Once Only")
    page.get_by_role("link", name="Once Only").wait_for()
    assert page.get_by_role("link", name="Once Only").count() == 1

"""One session in several tabs."""

from collections.abc import Callable

from tests.web.conftest import Visitor

from mewayz_testing.people import Person, Seat


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

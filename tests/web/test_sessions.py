"""Several tabs of one person, and the web view of a native shell."""

from collections.abc import Callable

from tests.web.conftest import PHONE, ROOT, Visitor

from mewayz_testing.people import PASSWORD, Person, Seat


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
    visitor.sign_out(ada.name)
    for tab in (visitor.page, other):
        tab.wait_for_url("**/login*")
        tab.get_by_role("button", name="Sign in").wait_for()
    other.go_back()
    other.get_by_role("button", name="Sign in").wait_for()
    assert "mewayz_refresh" not in {cookie["name"] for cookie in visitor.context.cookies()}


PLAIN = """
delete Navigator.prototype.serviceWorker
delete window.PushManager
delete window.Notification
Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })
"""
"""What the web view of a native shell has not."""
PICTURE = ROOT / "web/public/icons/72.png"


def test_the_app_works_in_a_web_view(visit: Callable[..., Visitor], ada: Person, seat: Seat) -> None:
    visitor = visit(viewport=PHONE, user_agent="Mozilla/5.0 (Linux; Android 14; wv) MewayzShell/1.0")
    visitor.context.add_init_script(PLAIN)
    page = visitor.page
    page.goto("/media")
    page.wait_for_url("**/login?next=%2Fmedia")
    page.get_by_label("E-mail").fill(ada.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/media")
    page.reload()
    page.get_by_role("heading", name="Media", exact=True).wait_for()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload").first.click()
    chooser.value.set_files(PICTURE)
    page.get_by_role("list", name="Files").get_by_text(PICTURE.name).wait_for()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Contacts").click()
    page.get_by_role("heading", name="Contacts", exact=True).wait_for()
    page.go_back()
    page.get_by_role("list", name="Files").get_by_text(PICTURE.name).wait_for()
    page.goto("/settings/notifications")
    page.get_by_text("This browser cannot be told.").wait_for()

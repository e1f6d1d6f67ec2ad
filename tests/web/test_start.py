"""Back in: a forgotten password, and a link that waits until somebody has signed in."""

import re
from collections.abc import Callable
from typing import Any

from tests.web.conftest import Visitor, run

from mewayz_testing.people import PASSWORD, Person, Platform


def test_a_forgotten_password_is_replaced(visit: Callable[..., Visitor], platform: Platform) -> None:
    visitor, page = (first := visit()), first.page
    person = run(lambda: platform.newcomer("Rob"))
    page.goto("/login")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_role("button", name="Send the link").click()
    page.get_by_role("heading", name="Look into your mail").wait_for()
    page.goto(visitor.found_in_mail(person.email, re.compile(r"(https?://\S*reset-password\S*)")))
    page.get_by_label("New password").fill("another horse battery staple")
    assert "token" not in page.url, "the secret of the link is not left in the history"
    page.get_by_role("button", name="Save password").click()
    page.wait_for_url("**/login")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill("another horse battery staple")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Name your workspace").wait_for()


def test_a_deep_link_survives_signing_in(visit: Callable[..., Visitor], ada: Person, seat: Any) -> None:
    page = visit().page
    page.goto("/crm/deals?view=table")
    page.wait_for_url("**/login?next=**")
    page.get_by_label("E-mail").fill(ada.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/crm/deals?view=table")

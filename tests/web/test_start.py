"""From nothing to a workspace, on a phone: sign-up, code, wizard; and back in with a second factor."""

import re
from collections.abc import Callable
from typing import Any

from tests.web.conftest import CODE, PHONE, Visitor, run

from mewayz_testing.people import PASSWORD, Person, Platform


def test_a_newcomer_is_at_work_within_one_sitting(visit: Callable[..., Visitor]) -> None:
    visitor = visit(viewport=PHONE)
    page, email = visitor.page, "newcomer@example.com"
    page.goto("/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create account").click()
    page.get_by_text("too short").wait_for()
    assert page.get_by_label("Password").evaluate("field => field === document.activeElement")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Code").fill(visitor.found_in_mail(email, CODE))
    page.get_by_role("button", name="Confirm").click()

    page.get_by_label("Name").fill("Analytical Engines")
    page.get_by_role("button", name="Create workspace").click()
    page.get_by_label("CRM & E-mail").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Pipelines").check()
    assert page.get_by_role("checkbox", name="Contacts", exact=True).is_checked(), "pipelines need contacts"
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Invite your team").wait_for()
    page.reload()
    page.get_by_role("button", name="Back").click()
    assert page.get_by_label("Pipelines").is_checked(), "the server keeps every answer"
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("radio", name="Free").wait_for()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Make it yours").wait_for()
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Launch").click()

    page.get_by_role("heading", name="Hello Ada").wait_for()
    assert visitor.width_beyond() == 0
    bar = page.get_by_role("navigation", name="Main")
    words = [word for word in bar.inner_text().split("\n") if word]
    assert words == ["Dashboard", "Contacts", "Deals", "Tasks", "More"]
    bar.get_by_role("link", name="Contacts").click()
    page.get_by_text("No contacts yet").wait_for()


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


def test_a_colleague_joins_by_the_link_of_a_mail(
    at_work: Visitor, visit: Callable[..., Visitor], platform: Platform
) -> None:
    guest = run(lambda: platform.newcomer("Bob"))
    page = at_work.page
    page.goto("/team")
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("dialog").get_by_label("E-mail").fill(guest.email)
    page.get_by_label("Role").select_option("viewer")
    page.get_by_role("button", name="Send invitation").click()
    page.get_by_text("The invitation is on its way.").wait_for()

    other = visit()
    link = other.found_in_mail(guest.email, re.compile(r"(https?://\S*invitations/\S*)"))
    other.page.goto(link)
    other.page.get_by_role("heading", name="Join Ferrell").wait_for()
    other.page.get_by_role("link", name="Sign in").click()
    other.page.get_by_label("E-mail").fill(guest.email)
    other.page.get_by_label("Password", exact=True).fill(PASSWORD)
    other.page.get_by_role("button", name="Sign in").click()
    other.page.get_by_role("button", name="Accept").click()
    other.page.get_by_role("heading", name="Hello Bob").wait_for()
    other.page.goto("/crm/contacts")
    other.page.get_by_role("heading", name="Contacts", exact=True).wait_for()
    assert other.page.get_by_role("button", name="New contact").count() == 0, "a viewer has nothing to write with"

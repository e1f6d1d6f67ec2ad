"""The whole way of somebody new, with a phone: from the first page to a won deal, a colleague and no connection."""

import re
from collections.abc import Callable
from typing import Any

import pyotp
from tests.e2e.crm import DATA
from tests.web.conftest import CODE, PATIENCE_MS, PHONE, Visitor, run

from mewayz_testing.people import PASSWORD, Platform

EMAIL = "newcomer@example.com"
DEAL, LEAD = "First order", "Victor Cochran"


def test_a_newcomer_is_at_work_within_one_sitting(visit: Callable[..., Visitor], platform: Platform) -> None:
    visitor = visit(viewport=PHONE)
    sign_up(visitor)
    set_up(visitor)
    totp = protect(visitor)
    bring_leads(visitor)
    win_a_deal(visitor)
    work_with_a_colleague(visitor, visit(), platform)
    go_on_without_a_connection(visitor)
    come_back_with_the_second_factor(visit(viewport=PHONE), totp)


def sign_up(visitor: Visitor) -> None:
    """From the first page; what is wrong is said at its field."""
    page = visitor.page
    page.goto("/")
    assert visitor.width_beyond() == 0
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create account").click()
    page.get_by_text("too short").wait_for()
    assert page.get_by_label("Password").evaluate("field => field === document.activeElement")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Code").fill(visitor.found_in_mail(EMAIL, CODE))
    page.get_by_role("button", name="Confirm").click()


def set_up(visitor: Visitor) -> None:
    """A workspace by the wizard, which keeps every answer."""
    page = visitor.page
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
    bar.get_by_role("link", name="Contacts").wait_for()
    words = [word for word in bar.inner_text().split("\n") if word]
    assert words == ["Dashboard", "My day", "Contacts", "Deals", "More"]
    page.goto("/")
    page.get_by_role("heading", name="Hello Ada").wait_for()  # who is signed in is not welcomed again


def protect(visitor: Visitor) -> pyotp.TOTP:
    """An authenticator app beside the password."""
    page = visitor.page
    page.goto("/account/security")
    page.get_by_role("button", name="Set up").click()
    dialog = page.get_by_role("dialog")
    totp = pyotp.TOTP(dialog.locator("code").inner_text())
    dialog.get_by_role("textbox").fill(totp.at(visitor.house.now()))
    dialog.get_by_role("button", name="Turn on").click()
    page.get_by_role("button", name="I have kept it").click()
    page.get_by_text("On", exact=True).wait_for()
    return totp


def bring_leads(visitor: Visitor) -> None:
    """A file of leads, tried before it is applied."""
    page = visitor.page
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Contacts").click()
    page.get_by_text("No contacts yet").wait_for()
    page.goto("/crm/contacts/import")
    page.get_by_label("CSV file").set_input_files(DATA / "leads-100.csv")
    page.get_by_label("First Name becomes").wait_for()
    assert page.get_by_label("First Name becomes").input_value() == "first_name", "the columns are recognised"
    page.get_by_label("Source becomes").select_option("")  # the file has words of its own for it
    page.get_by_role("button", name="Try it").click()
    page.get_by_text("This would happen", exact=True).wait_for(timeout=2 * PATIENCE_MS)
    page.get_by_role("button", name="Import now").click()
    page.get_by_text("Done", exact=True).wait_for(timeout=2 * PATIENCE_MS)
    created = page.locator("dl > div", has_text="Created").locator("dd")
    assert int(created.inner_text()) == 100
    page.goto("/crm/contacts?q=Cochran")
    page.get_by_role("link", name=LEAD).wait_for()
    assert visitor.width_beyond() == 0


def win_a_deal(visitor: Visitor) -> None:
    """Made in a sheet, and dragged over the edge of the screen to the last column."""
    page = visitor.page
    page.goto("/crm/deals?new=1")
    page.get_by_role("dialog").get_by_label("Name").fill(DEAL)
    page.get_by_label("Amount").fill("1,250.00")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name=DEAL).wait_for()
    page.goto("/crm/deals")
    board = page.get_by_role("region", name="Deals by stage")
    card, won = board.get_by_role("listitem").filter(has_text=DEAL), board.get_by_role("list", name="Won")
    card.wait_for()
    drag(visitor, card, won)
    won.get_by_role("link", name=DEAL).click()
    page.get_by_role("button", name="Reopen").wait_for()


def drag(visitor: Visitor, card: Any, target: Any) -> None:
    """Held at an edge of the screen the board moves on by itself; in the middle it rests."""
    page, middle = visitor.page, PHONE["width"] / 2
    x, y = middle_of(card)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 10, steps=4)
    for turn in range(300):
        away = middle_of(target)[0] - middle
        # A pointer that rests moves nothing on: fingers never rest.
        edge = middle if abs(away) < 60 else PHONE["width"] - 6 if away > 0 else 6
        page.mouse.move(edge, y + turn % 2)
        page.wait_for_timeout(50)
        if edge == middle and abs(middle_of(target)[0] - middle) == abs(away):
            break
    with page.expect_response(re.compile(r"/move$")) as moved:
        page.mouse.up()
    assert moved.value.status == 200


def middle_of(element: Any) -> tuple[float, float]:
    """Where a finger would touch it."""
    box = element.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def work_with_a_colleague(visitor: Visitor, other: Visitor, platform: Platform) -> None:
    """Invited by mail, joined in another browser, with nothing to write with."""
    guest = run(lambda: platform.newcomer("Bob"))
    page = visitor.page
    page.goto("/team")
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("dialog").get_by_label("E-mail").fill(guest.email)
    page.get_by_label("Role").select_option("viewer")
    page.get_by_role("button", name="Send invitation").click()
    page.get_by_text("The invitation is on its way.").wait_for()

    other.page.goto(other.found_in_mail(guest.email, re.compile(r"(https?://\S*invitations/\S*)")))
    other.page.get_by_role("heading", name="Join Analytical Engines").wait_for()
    other.page.get_by_role("link", name="Sign in").click()
    other.page.get_by_label("E-mail").fill(guest.email)
    other.page.get_by_label("Password", exact=True).fill(PASSWORD)
    other.page.get_by_role("button", name="Sign in").click()
    other.page.get_by_role("button", name="Accept").click()
    other.page.get_by_role("heading", name="Hello Bob").wait_for()
    other.page.goto("/crm/contacts?q=Cochran")
    other.page.get_by_role("link", name=LEAD).wait_for()
    assert other.page.get_by_role("button", name="New contact").count() == 0, "a viewer has nothing to write with"


def go_on_without_a_connection(visitor: Visitor) -> None:
    """Under the ground and back."""
    page = visitor.page
    page.goto("/crm/contacts?q=Cochran")
    page.get_by_role("link", name=LEAD).wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    visitor.until_kept(LEAD)
    visitor.context.set_offline(True)
    page.reload()
    page.get_by_text("You are offline. What you have opened before").wait_for()
    page.get_by_role("link", name=LEAD).wait_for()
    visitor.context.set_offline(False)
    page.get_by_text("You are offline. What you have opened before").wait_for(state="hidden")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Dashboard").click()
    page.get_by_role("heading", name="Hello Ada").wait_for()


def come_back_with_the_second_factor(visitor: Visitor, totp: pyotp.TOTP) -> None:
    """At another device the password alone opens nothing."""
    visitor.house.move_clock(totp.interval)  # a code holds once
    visitor.sign_in(EMAIL, totp.at(visitor.house.now()))
    visitor.page.get_by_role("heading", name="Hello Ada").wait_for()

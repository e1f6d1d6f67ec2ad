"""The way in and to work: a forgotten password, a link that waits for who signs in, and no mouse at all."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.e2e.crm import FEATURES, default_pipeline, make
from tests.web.conftest import Visitor, run

from mewayz_testing.people import PASSWORD, Person, Platform


def test_a_forgotten_password_is_replaced(visit: Callable[..., Visitor], platform: Platform) -> None:
    visitor, page = (first := visit()), first.page
    person = run(lambda: platform.newcomer("Rob"))
    page.goto("/login")
    page.get_by_role("link", name="Forgot your password?").click()
    page.wait_for_url("**/forgot-password")
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


def test_a_day_of_work_needs_no_mouse(visit: Callable[..., Visitor], platform: Platform) -> None:
    visitor, mark = visit(), uuid4().hex[:6]
    page, press = visitor.page, visitor.page.keyboard.press

    async def furnish() -> tuple[Person, str]:
        person = await platform.newcomer("Kate")
        seat = await person.create_workspace("Keys", features=FEATURES)
        _, [stage, *_] = await default_pipeline(seat, platform)
        await make(seat, "deals", name=f"Mill {mark}", stage_id=stage["id"])
        return person, stage["name"]

    kate, first = run(furnish)

    def reach(name: str | re.Pattern[str], role: str = "button") -> None:
        """Go on by Tab until the control has the focus."""
        wanted = page.get_by_role(role, name=name, exact=True)
        wanted.first.wait_for()
        for _ in range(120):
            if wanted.evaluate_all("found => found.includes(document.activeElement)"):
                return
            press("Tab")
        raise AssertionError(f"no way by Tab to {name}")

    page.goto("/login")
    reach("E-mail", "textbox")
    page.keyboard.type(kate.email)
    page.get_by_label("Password", exact=True).wait_for()
    press("Tab")
    page.keyboard.type(PASSWORD)
    press("Enter")
    page.get_by_role("button", name=f"Account of {kate.name}").wait_for()

    palette = page.get_by_role("dialog", name="Search or go to…")
    press("Control+k")
    palette.wait_for()
    page.keyboard.type("Create: Contact")
    page.get_by_role("menuitem", name="Create: Contact").wait_for()
    press("Enter")
    page.get_by_role("dialog", name="New contact").wait_for()
    reach("First name", "textbox")
    page.keyboard.type("Kay")
    press("Tab")
    page.keyboard.type(mark)
    press("Enter")
    page.wait_for_url(re.compile(r"/crm/contacts/[0-9a-f-]{36}$"))
    reach("New note", "textbox")
    page.keyboard.type(f"By keys alone {mark}")
    reach("Add note")
    press("Enter")
    page.get_by_role("listitem").filter(has_text=f"By keys alone {mark}").wait_for()

    press("Control+k")
    palette.wait_for()
    page.keyboard.type(f"Kay {mark}")
    page.get_by_role("menuitem", name=f"Kay {mark}").wait_for()
    press("Escape")  # the words
    press("Escape")  # the palette
    palette.wait_for(state="hidden")
    press("g")
    press("d")
    page.wait_for_url("**/crm/deals")
    reach(f"Move Mill {mark}")
    press("Space")
    page.get_by_text(re.compile(f"Mill {mark} is (lifted|over)")).last.wait_for(state="attached")
    press("ArrowRight")
    page.get_by_text(re.compile(f"Mill {mark} is over (?!{first}).+")).wait_for(state="attached")
    with page.expect_response(re.compile(r"/move$")) as moved:
        press("Space")
    assert moved.value.status == 200

    page.goto("/account/preferences")
    reach(re.compile("^Shortcuts of single letters"), "checkbox")
    with page.expect_response(re.compile(r"/identity/me$")) as kept:
        press("Space")
    assert kept.value.status == 200
    page.goto("/crm/contacts")
    page.get_by_role("heading", level=1, name="Contacts").wait_for()
    press("g")
    press("d")
    press("Control+k")
    palette.wait_for()
    assert page.url.endswith("/crm/contacts"), "letters that are switched off do nothing"
    press("Escape")
    palette.wait_for(state="hidden")
    reach(f"Account of {kate.name}")
    press("Enter")
    page.get_by_role("menuitem", name="Sign out").wait_for()
    page.keyboard.type("Sign out")
    press("Enter")
    page.wait_for_url("**/login*")

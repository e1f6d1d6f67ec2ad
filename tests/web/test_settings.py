"""What an owner decides about a workspace and a person about an account, as they meet it on the screen."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook
from tests.web.conftest import Visitor, run
from tests.web.test_pages import open_and_look

from mewayz_testing.answering import answering
from mewayz_testing.people import PASSWORD, Person, Platform, Seat, succeed

PAGES = [
    *("/team/roles", "/billing", "/notifications", "/support", "/referrals"),
    *(f"/settings/{name}" for name in ("general", "goals", "branding", "notifications", "webhooks", "audit", "danger")),
    *(f"/account/{name}" for name in ("security", "sessions", "preferences", "privacy")),
]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

Visit = Callable[..., Visitor]


@pytest.fixture
def owner(platform: Platform) -> tuple[Person, Seat]:
    """Somebody whose workspace and account no other test looks at."""

    async def make() -> tuple[Person, Seat]:
        person = await platform.newcomer("Olga")
        return person, await person.create_workspace("Orbit", features=["contacts", "pipelines"])

    return run(make)


def enter(visitor: Visitor, person: Person) -> Any:
    """Signed in, and the shell stands."""
    visitor.sign_in(person)
    visitor.page.get_by_role("button", name=f"Account of {person.name}").wait_for()
    return visitor.page


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_open_to_everybody(at_work: Visitor, path: str) -> None:
    assert open_and_look(at_work, path) == []


def test_a_role_made_here_limits_what_a_colleague_sees(
    visit: Visit, platform: Platform, owner: tuple[Person, Seat]
) -> None:
    person, seat = owner
    page = enter(visit(), person)
    page.goto("/team/roles")
    page.get_by_role("button", name="New role").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Reads contacts")
    dialog.get_by_text("CRM").click()
    dialog.get_by_label("Contacts: Read").check()
    dialog.get_by_role("button", name="Save").click()
    page.get_by_role("row").filter(has_text="Reads contacts").get_by_text("1 permission", exact=True).wait_for()

    async def join() -> Person:
        colleague = await platform.newcomer("Carl")
        await colleague.join(seat, role="reads-contacts")
        return colleague

    theirs = enter(visit(), run(join))
    theirs.get_by_role("link", name="Contacts").click()
    theirs.get_by_text("No contacts yet").wait_for()
    assert theirs.get_by_role("button", name="New contact").count() == 0
    assert theirs.get_by_role("navigation", name="Main").get_by_role("link", name="Deals").count() == 0
    theirs.goto("/crm/deals")
    theirs.get_by_text("You have no access to this").wait_for()


def test_an_endpoint_shows_its_secret_once_and_gets_what_is_sent_again(
    visit: Visit, platform: Platform, owner: tuple[Person, Seat]
) -> None:
    person, seat = owner
    run(lambda: platform.give(seat, "webhooks"))
    got: list[tuple[dict[str, str], str]] = []

    def take(_: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], None]:
        got.append((headers, body.decode()))
        return (500 if len(got) == 1 else 200), {}, None

    visitor = visit()
    page = enter(visitor, person)
    with answering(take) as address:
        page.goto("/settings/webhooks")
        page.get_by_role("button", name="New endpoint").first.click()
        page.get_by_label("Address").fill(address)
        page.get_by_label("Events").fill("crm.company.*")
        page.get_by_role("button", name="Save").click()
        box = page.get_by_role("dialog").filter(has_text="Copy the secret now")
        secret = box.locator("code").inner_text()
        box.get_by_role("button", name="I have kept it").click()
        box.wait_for(state="detached")
        page.reload()
        page.get_by_role("row").filter(has_text=address).get_by_role("button", name="Actions").click()
        assert secret not in page.content()
        page.get_by_role("menuitem", name="Send a test").click()
        failed = page.get_by_role("list", name="Deliveries").get_by_role("listitem").filter(has_text="500")
        until_shown(page, failed)
        failed.click()
        page.get_by_role("dialog").get_by_text("workspace.webhook_endpoint.tested.v1").first.wait_for()
        page.get_by_role("button", name="Send again").click()
        page.get_by_text("It is sent again.").wait_for()
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
        until_shown(page, page.get_by_role("list", name="Deliveries").get_by_text("200"))
    for headers, body in got:
        # Not asked to check the time: that of the house may have been moved.
        at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        assert Webhook(secret).sign(headers["webhook-id"], at, body) in headers["webhook-signature"].split(" ")


def until_shown(page: Any, wanted: Any) -> None:
    """Ask for the deliveries again until one is among them."""
    for _ in range(60):
        page.get_by_role("button", name="Refresh").click()
        page.wait_for_timeout(500)
        if wanted.count():
            return
    raise AssertionError("it was never delivered")


def test_what_is_charged_is_the_price_that_was_shown(visit: Visit, owner: tuple[Person, Seat]) -> None:
    person, seat = owner
    visitor = visit()
    page = enter(visitor, person)
    page.goto("/billing")
    page.get_by_role("radio", name="Professional").check()
    page.get_by_role("radio", name="Yearly").check(force=True)
    page.get_by_role("checkbox", name="Bookings", exact=True).check()

    async def quoted() -> Any:
        wanted = {"plan": "professional", "cycle": "year", "features": ["contacts", "pipelines", "bookings"]}
        return succeed(await seat.post("/api/v1/workspace/quotes", json=wanted))["total_now"]

    total = run(quoted)
    price = f"${total['amount'] / 100:.2f}"
    order = page.get_by_role("button", name=f"Order for {price}")
    order.wait_for()
    visitor.until("!document.querySelector('[aria-busy=true]')")
    order.click()
    charge = page.get_by_role("region", name="Charges").get_by_role("row").filter(has_text="New plan")
    charge.get_by_text(price, exact=True).wait_for()
    charge.get_by_text("To be paid").wait_for()
    page.get_by_text("Waiting for the payment").wait_for()

    async def charged() -> Any:
        return succeed(await seat.get("/api/v1/workspace/charges"))["items"]

    assert [charge["total"] for charge in run(charged)] == [total]


def test_a_passkey_signs_in_and_can_be_taken_away(visit: Visit, owner: tuple[Person, Seat]) -> None:
    person, _ = owner
    visitor = visit()
    page = enter(visitor, person)
    driver = visitor.context.new_cdp_session(page)
    driver.send("WebAuthn.enable")
    driver.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto("/account/security")
    page.get_by_role("button", name="Add a passkey").click()
    codes = page.get_by_role("dialog").filter(has_text="Keep these recovery codes")
    codes.locator("code").nth(9).wait_for()
    codes.get_by_role("button", name="I have kept it").click()
    page.get_by_text("10 left").wait_for()
    page.get_by_role("button", name=f"Account of {person.name}").click()
    page.get_by_role("menuitem", name="Sign out").click()

    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name=f"Hello {person.name}").wait_for()
    page.get_by_role("button", name=f"Account of {person.name}").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name=f"Hello {person.name}").wait_for()

    page.goto("/account/security")
    page.get_by_role("list", name="Passkeys").get_by_role("button", name="Remove").click()
    page.get_by_role("list", name="Passkeys").get_by_role("listitem").wait_for(state="detached")
    page.get_by_text("10 left").wait_for(state="detached")


def test_what_is_sensitive_asks_after_ten_minutes_who_is_there(
    visit: Visit, house: Any, owner: tuple[Person, Seat]
) -> None:
    person, _ = owner
    page = enter(visit(), person)
    page.goto("/account/security")
    house.move_clock(660)
    page.get_by_role("button", name="Set up").click()
    asked = page.get_by_role("dialog").filter(has_text="Is it you?")
    asked.get_by_label("Password").fill("wrong horse")
    asked.get_by_role("button", name="Continue").click()
    asked.locator("[aria-invalid=true]").wait_for()
    asked.locator("[aria-busy=true]").wait_for(state="detached")
    asked.get_by_label("Password").fill(PASSWORD)
    asked.get_by_role("button", name="Continue").click()
    page.get_by_role("dialog").filter(has_text="Scan this with your app").wait_for()


def test_a_person_takes_their_data_along(visit: Visit, owner: tuple[Person, Seat], tmp_path: Path) -> None:
    page = enter(visit(), owner[0])
    page.goto("/account/privacy")
    page.get_by_role("button", name="Export my data").click()
    page.get_by_role("list", name="Exports").get_by_text("Ready").wait_for(timeout=120_000)
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download").click()
    kept.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as archive:
        names = archive.namelist()
        assert "manifest.json" in names
        assert any(owner[0].email in archive.read(name).decode() for name in names if name.startswith("identity/"))


def test_who_leaves_can_come_back_until_the_day(visit: Visit, owner: tuple[Person, Seat]) -> None:
    person, _ = owner
    visitor = visit()
    page = enter(visitor, person)
    page.goto("/account/privacy")
    page.get_by_role("button", name="Delete my account").click()
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_role("button", name="Delete my account").is_disabled()
    dialog.get_by_role("textbox").fill(person.email)
    dialog.get_by_role("button", name="Delete my account").click()
    page.wait_for_url("**/login**")
    visitor.sign_in(person)
    page.get_by_role("heading", name="You are leaving").wait_for()
    page.get_by_role("button", name="Keep my account").click()
    page.get_by_role("heading", name=f"Hello {person.name}").wait_for()


def test_choices_of_notifications_last(at_work: Visitor) -> None:
    page = at_work.page
    page.goto("/settings/notifications")
    cell = page.get_by_label("Team: E-mail")
    cell.click()
    page.get_by_label("Quiet hours").select_option("on")
    page.get_by_label("Until").fill("06:30")
    page.get_by_label("From").focus()
    at_work.until("document.querySelectorAll('[type=time]')[1]?.getAttribute('value') === '06:30'")
    page.reload()
    page.get_by_label("Until").wait_for()
    assert page.get_by_label("Until").input_value() == "06:30"
    assert not cell.is_checked()
    assert page.get_by_label("Security: E-mail").is_disabled(), "nobody misses what is about their security"


def test_what_is_pushed_is_shown_and_leads_to_its_page(at_work: Visitor) -> None:
    page = at_work.page
    at_work.context.grant_permissions(["notifications"])
    page.evaluate("navigator.serviceWorker.ready")
    driver = at_work.context.new_cdp_session(page)
    found: list[str] = []
    driver.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    driver.send("ServiceWorker.enable")
    while not found:
        page.wait_for_timeout(50)
    message = '{"title": "Bob joined", "body": null, "url": "/team", "category": "team"}'
    where = {"origin": at_work.house.url, "registrationId": found[0]}
    driver.send("ServiceWorker.deliverPushMessage", {**where, "data": message})
    shown = "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
    at_work.until(f"{shown}.then((all) => all.some(({{title}}) => title === 'Bob joined'))")
    [worker] = at_work.context.service_workers
    worker.evaluate(
        """() => self.registration.getNotifications().then(([notification]) =>
             self.dispatchEvent(new NotificationEvent('notificationclick', {notification})))"""
    )
    page.wait_for_url("**/team")

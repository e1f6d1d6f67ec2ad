"""The web app in a real browser, on a house that was started as a user starts it. Nothing is mocked.

Every visit fails on an error in the console, a violation of the policy, an answer of 5xx or a request to a foreign
origin: each visitor is asked at the end what they saw.

They run in a process of their own: the driver of the browser keeps the event loop of its thread.
"""

import asyncio
import json
import os
import re
import shutil
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

from mewayz_testing.house import House, seen_from_outside, standing
from mewayz_testing.nameserver import NameServer, name_server
from mewayz_testing.people import IDENTITY, PASSWORD, Person, Platform, Seat

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
PATIENCE_MS = 30_000
"""What has to appear appears within this time, also on a machine that is busy with other tests."""
STORED = """(async () => {
  // Opening what is not there yet would make it, without its stores.
  if (!(await indexedDB.databases()).some(({ name }) => name === 'mewayz')) return '[]'
  const answer = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result) })
  const db = await answer(indexedDB.open('mewayz'))
  const all = (name) => answer(db.transaction(name).objectStore(name).getAll())
  const found = [await all('snapshots'), await all('outbox')]
  db.close()
  return JSON.stringify(found)
})()"""
"""What the device keeps, as text."""
CODE = re.compile(r"(?<!\d)(\d{6})(?!\d)")


def _absent(what: str) -> None:
    """Skip, or fail where CI says that it must run."""
    reason = f"NOT RUN browser: {what}"
    if "browser" in os.environ.get("MEWAYZ_REQUIRE", "").split(","):
        pytest.fail(f"{reason} (MEWAYZ_REQUIRE)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def listed() -> dict[str, Any]:
    """Every page of the built web app: patterns of the `app`, and files of the public `site`."""
    file = ROOT / "web/dist/web.json"
    if not file.is_file():
        _absent("the web app is not built; run `make web`")
    return json.loads(file.read_bytes())


@pytest.fixture(scope="session")
def chromium(listed: dict[str, Any]) -> Iterator[Any]:
    """The browser of this machine, and how it is started."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        _absent(f"there is none of {', '.join(BROWSERS)} on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="NOT RUN browser: playwright is not installed")
    with playwright.sync_playwright() as engine:
        yield engine.chromium, {"executable_path": program, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser(chromium: Any) -> Iterator[Any]:
    """It runs."""
    kind, options = chromium
    launched = kind.launch(**options)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def names() -> Iterator[NameServer]:
    """The name server that the house looks up mail domains at."""
    with name_server() as server:
        yield server


@pytest.fixture(scope="session")
def house(browser: Any, tmp_path_factory: pytest.TempPathFactory, names: NameServer) -> Iterator[House]:
    """A house that serves the built web app."""
    environment = {"MEWAYZ_DNS_SERVERS": names.address}
    folder = tmp_path_factory.mktemp("house")
    with standing("embedded", folder, environment=environment, host="localhost") as running:
        yield running


@pytest.fixture(scope="session")
def platform(house: House) -> Platform:
    """The house seen from outside."""
    return seen_from_outside(house)


T = TypeVar("T")


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Asynchronous work of a test; in a thread, for the browser's driver holds the loop of this one."""

    async def main() -> T:
        return await work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(main())).result()


class Visitor:
    """One person at one device."""

    def __init__(
        self, browser: Any, house: House, *, viewport: dict[str, int] = DESKTOP, locale: str = "en-US", **device: Any
    ) -> None:
        self.house = house
        self.context = browser.new_context(
            viewport=viewport, locale=locale, reduced_motion="reduce", base_url=house.url, **device
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.complaints: list[str] = []
        self.page = self.tab()

    def sign_out(self, name: str) -> None:
        """By the menu of the account."""
        self.page.get_by_role("button", name=f"Account of {name}").click()
        self.page.get_by_role("menuitem", name="Sign out").click()

    def tab(self) -> Any:
        """Another tab, watched as all are."""
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("response", self._answered)
        return page

    def _heard(self, message: Any) -> None:
        # That the server refused something is said by the page; the browser says it again, whatever it was.
        expected = "status of 4" in message.text or "net::ERR_" in message.text
        if message.type in {"error", "warning"} and not expected:
            self.complaints.append(f"console: {message.text}")

    def _answered(self, response: Any) -> None:
        foreign = response.url.startswith("http") and not response.url.startswith(self.house.url)
        if foreign or response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def sign_in(self, who: Person | str, code: str | None = None) -> None:
        """By the page, as people do; `who` or the address."""
        self.page.goto("/login")
        self.page.get_by_label("E-mail").fill(who if isinstance(who, str) else who.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        if code is not None:
            self.page.get_by_label("Code of your authenticator app").fill(code)
            self.page.get_by_role("button", name="Sign in").click()

    def found_in_mail(self, to: str, pattern: re.Pattern[str]) -> str:
        """What the newest mail to an address holds, waited for."""
        until = time.monotonic() + 90
        while time.monotonic() < until:
            found = pattern.search(self.house.command("mailbox", "--to", to))
            if found:
                return found[1]
            self.page.wait_for_timeout(250)
        raise AssertionError(f"no mail to {to} with {pattern.pattern}")

    def until(self, script: str, page: Any = None) -> None:
        """Wait until a script is true; the driver's own waiting would compile it in the page, against the policy."""
        until = time.monotonic() + PATIENCE_MS / 1000
        while not self._tells(script, page or self.page):
            assert time.monotonic() < until, script
            (page or self.page).wait_for_timeout(100)

    @staticmethod
    def _tells(script: str, page: Any) -> bool:
        """Whether it is true now; a page that is just leaving tells nothing."""
        try:
            return bool(page.evaluate(script))
        except Exception as error:
            if "context was destroyed" not in str(error):
                raise
            return False

    def until_kept(self, text: str) -> None:
        """Wait until the device has kept what holds this text, for times without a connection."""
        self.until(f"{STORED}.then((stored) => stored.includes('{text}'))")

    def width_beyond(self) -> int:
        """Pixels by which the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture
def visit(browser: Any, house: House) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors; in the end none of them may have anything to complain of."""
    visitors: list[Visitor] = []

    def come(**options: Any) -> Visitor:
        visitors.append(Visitor(browser, house, **options))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


@pytest.fixture(scope="session")
def ada(platform: Platform) -> Person:
    """Somebody with a workspace in which everything of this app is on."""
    return run(lambda: platform.newcomer("Ada"))


@pytest.fixture(scope="session")
def ferrell(ada: Person) -> Seat:
    """Her workspace, with records that come in no other test's way."""
    return run(lambda: ada.create_workspace("Ferrell", features=["contacts", "pipelines", "dashboards"]))


@pytest.fixture
def seat(ferrell: Seat) -> Seat:
    """It by the API, too, where tests before may have moved the clock beyond her token."""
    if run(lambda: ferrell.person.request("GET", f"{IDENTITY}/me")).status_code == 401:
        run(ferrell.person.sign_in)
    return ferrell


@pytest.fixture
def at_work(visit: Callable[..., Visitor], ada: Person, seat: Seat) -> Visitor:
    """Ada, signed in."""
    visitor = visit()
    visitor.sign_in(ada)
    visitor.page.get_by_role("button", name=f"Account of {ada.name}").wait_for()  # the shell stands, with its shortcuts
    return visitor

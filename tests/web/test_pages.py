"""What holds for every page: a heading, room on a small screen, no barrier, in both themes; and what is no page.

No page is named here. The list that the build makes (`web.json`), the navigation and the links of each page say which
there are, so a new one is looked at without a word in this file.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.web.conftest import DESKTOP, PHONE, ROOT, Visitor, run
from tests.web.desk import furnish

from mewayz_testing.people import Person, Platform, Seat

AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROW, WIDE = {"width": 320, "height": 800}, {"width": 1280, "height": 800}
DIALOG = "[role=dialog], [role=menu]"
# The list below the field of the palette is moved through by the arrow keys of the field.
AUDIT = """([where, runOnly]) => axe.run(where ?? document, {
  runOnly, rules: {'scrollable-region-focusable': {enabled: !document.querySelector('[role=dialog] [type=search]')}}
})"""
DRESS = """theme => {
  document.documentElement.dataset.theme = theme
  return new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(() => painted())))
}"""
SETTLED = "!document.querySelector('main .skeleton:not([hidden] *)') && !!document.querySelector('h1')"


def barriers(page: Any, within: str | None = None) -> list[str]:
    """What axe finds wrong. It is put in by the driver, past the policy of the page."""
    if not page.evaluate("!!window.axe"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(AUDIT, [within, RULES])
    return [
        f"{one['id']}: {node['html'][:160]} ({node['failureSummary']})"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def in_both(visitor: Visitor, within: str | None = None) -> list[str]:
    """Barriers of what is shown: dark on a small screen, then light on a large one."""
    page, wrong = visitor.page, []
    for theme, size in (("dark", NARROW), ("light", WIDE)):
        page.set_viewport_size(size)
        page.evaluate(DRESS, theme)
        if beyond := visitor.width_beyond():
            wrong.append(f"{beyond} pixels wider than a screen of {size['width']}")
        wrong += [f"{theme}, {one}" for one in barriers(page, within)]
    return wrong


def look(visitor: Visitor, path: str) -> list[str]:
    """What is wrong with the page that is open."""
    visitor.until(SETTLED)
    wrong = in_both(visitor)
    if visitor.page.get_by_role("heading", level=1).count() != 1:
        wrong.append("not one h1")
    if visitor.page.locator("main [role=alert]:visible").count():
        wrong.append(f"says {visitor.page.locator('main [role=alert]').first.inner_text()!r}")
    return [f"{path}: {one}" for one in wrong]


def open_and_look(visitor: Visitor, path: str) -> list[str]:
    """What is wrong with the page at an address."""
    visitor.page.goto(path)
    return look(visitor, path)


def where(page: Any) -> str:
    """The path of the page that is open."""
    return urlsplit(page.url).path


def pattern_of(path: str, listed: dict[str, Any]) -> str | None:
    """Which page of the list answers an address, one without a parameter first."""
    for pattern in sorted([*listed["app"], *listed["site"]], key=lambda one: one.count(":")):
        if re.fullmatch(re.sub(r":\w+", "[^/]+", pattern) + "/?", path):
            return str(pattern)
    return None


@pytest.fixture(scope="module")
def desk(platform: Platform) -> tuple[Person, Seat]:
    """Somebody whose workspace has a record of every kind that pages show."""

    return run(lambda: furnish(platform, "Linda"))


@pytest.fixture
def at_desk(visit: Callable[..., Visitor], desk: tuple[Person, Seat]) -> Visitor:
    """Linda, signed in."""
    visitor = visit()
    visitor.sign_in(desk[0])
    visitor.page.get_by_role("button", name=f"Account of {desk[0].name}").wait_for()
    return visitor


def test_every_page_of_strangers_is_open_to_everybody(visit: Callable[..., Visitor], listed: dict[str, Any]) -> None:
    visitor, seen = visit(), []
    wrong: list[str] = []
    for path in [*listed["site"], *listed["app"]]:
        if ":" in path:
            continue
        visitor.page.goto(path)
        visitor.until(SETTLED)
        if where(visitor.page) == path:
            seen.append(path)
            wrong += look(visitor, path)
        elif where(visitor.page) != "/login":
            wrong.append(f"{path}: led to {visitor.page.url}")
    assert wrong == []
    assert {"/", "/pricing", "/login", "/register"} <= set(seen)


def test_every_link_of_the_app_leads_to_a_page_that_everybody_can_use(at_desk: Visitor, listed: dict[str, Any]) -> None:
    page, wrong, seen = at_desk.page, [], set()
    # From the dashboard by links; and what no link leads to. The area of staff has tests of its own.
    mine = [path for path in listed["app"] if not path.startswith("/admin")]
    waiting = ["/dashboard", *(path for path in mine if ":" not in path)]
    while waiting:
        path = waiting.pop(0)
        pattern = pattern_of(urlsplit(path).path, listed)
        if pattern is None:
            if page.request.get(path).status != 200:
                wrong.append(f"{path} is nowhere")
            continue
        if pattern in seen or pattern in listed["site"]:
            continue
        seen.add(pattern)
        page.goto(path)
        at_desk.until(SETTLED)
        if where(page) != urlsplit(path).path:
            continue  # a page of strangers, who is signed in goes on to work
        wrong += look(at_desk, path)
        hrefs = page.evaluate("[...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))")
        waiting += [href for href in hrefs if href.startswith("/")]
    assert not wrong, "\n".join(wrong)
    assert {"/crm/contacts/:id", "/crm/companies/:id", "/crm/leads/:id", "/crm/deals/:id"} <= seen


def test_what_opens_above_a_page_can_be_used_by_everybody(at_desk: Visitor) -> None:
    page, wrong = at_desk.page, []
    dialog = page.locator(DIALOG)

    def above(name: str) -> None:
        dialog.first.wait_for()
        at_desk.until("!document.querySelector('[role=dialog] .skeleton')")
        wrong.extend(f"{name}: {one}" for one in in_both(at_desk, DIALOG))

    def away() -> None:
        page.keyboard.press("Escape")
        dialog.first.wait_for(state="hidden")

    banner = page.get_by_role("banner")
    for number in range(banner.get_by_role("button").count()):
        button = banner.get_by_role("button").nth(number)
        name = button.get_attribute("aria-label") or button.inner_text()
        button.click()
        above(name)
        away()
        page.set_viewport_size(DESKTOP)
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="More").click()
    above("More")
    away()
    page.set_viewport_size(DESKTOP)
    create = page.get_by_role("button", name="Create", exact=True)
    create.click()
    offered = page.get_by_role("menuitem").all_inner_texts()
    away()
    assert offered
    for name in offered:
        create.click()
        page.get_by_role("menuitem", name=name, exact=True).click()
        page.get_by_role("dialog").wait_for()
        above(f"new {name}")
        away()
        page.set_viewport_size(DESKTOP)
    assert wrong == []


def test_the_theme_is_dark_until_somebody_chooses_and_there_before_the_first_paint(
    visit: Callable[..., Visitor],
) -> None:
    page = visit().page
    page.goto("/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.get_by_role("button", name="Switch between dark and light").click()
    page.goto("/login")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_an_address_that_is_none_says_so(visit: Callable[..., Visitor]) -> None:
    page = visit().page
    answer = page.goto("/nowhere/at/all")
    assert answer.status == 404
    page.get_by_role("heading", name="Page not found").wait_for()
    assert page.request.get("/assets/gone.js").status == 404
    page.get_by_role("link", name="Go to the start").click()
    page.get_by_role("heading", name="Run your business from one place").wait_for()


def test_the_app_can_be_installed(chromium: Any, house: Any, tmp_path: Path) -> None:
    kind, options = chromium
    context = kind.launch_persistent_context(str(tmp_path), base_url=house.url, **options)
    try:
        page = context.pages[0]
        page.goto("/login")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        found = context.new_cdp_session(page).send("Page.getInstallabilityErrors")
        assert found["installabilityErrors"] == []
        manifest = page.request.get("/manifest.webmanifest").json()
        for icon in manifest["icons"]:
            width = page.evaluate(
                "src => { const one = new Image(); one.src = src; return one.decode().then(() => one.naturalWidth) }",
                icon["src"],
            )
            assert f"{width}x{width}" == icon["sizes"], icon
    finally:
        context.close()

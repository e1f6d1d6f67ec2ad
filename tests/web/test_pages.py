"""What holds for every page: a heading, room on a small screen, no barrier, in both themes; and what is no page."""

from collections.abc import Callable
from typing import Any

from tests.web.conftest import ROOT, Visitor

STRANGERS = ["/login", "/register", "/forgot-password", "/reset-password", "/verify"]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def barriers(page: Any) -> list[str]:
    """What axe finds wrong. It is put in by the driver, past the policy of the page."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def look(visitor: Visitor, path: str) -> list[str]:
    """What is wrong with a page: dark on a small screen, then light on a large one."""
    page, wrong = visitor.page, []
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(path)
    page.get_by_role("heading", level=1).wait_for()
    visitor.until("!document.querySelector('.skeleton')")
    if beyond := visitor.width_beyond():
        wrong.append(f"{beyond} pixels wider than the screen")
    if page.get_by_role("heading", level=1).count() != 1:
        wrong.append("not one h1")
    wrong += [f"dark, {one}" for one in barriers(page)]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    wrong += [f"light, {one}" for one in barriers(page)]
    return [f"{path}: {one}" for one in wrong]


def test_every_page_of_strangers_is_open_to_everybody(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    assert [one for path in STRANGERS for one in look(visitor, path)] == []


def test_the_theme_is_dark_until_somebody_chooses_and_there_before_the_first_paint(
    visit: Callable[..., Visitor],
) -> None:
    page = visit().page
    page.goto("/login")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.evaluate("localStorage.setItem('theme', 'light')")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_an_address_that_is_none_says_so(visit: Callable[..., Visitor]) -> None:
    page = visit().page
    answer = page.goto("/nowhere/at/all")
    assert answer.status == 404
    page.get_by_role("heading", name="Page not found").wait_for()
    assert page.request.get("/assets/gone.js").status == 404

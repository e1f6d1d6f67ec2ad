"""Every word comes from a catalog, has room for a longer one, and stands on the side where its language begins.

Two languages are made from English for this (`web/src/lib/pseudo.ts`): `en-XA` has accents on every letter and is
longer by 40 %, `ar-XB` is the same from right to left.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.web.conftest import PHONE, Visitor, run
from tests.web.desk import furnish
from tests.web.test_pages import SETTLED, pattern_of, where

from mewayz_testing.people import PASSWORD, Person, Platform

Visit = Callable[..., Visitor]

SHOWN = """() => {
  const found = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const element = text.parentElement
    // Times are words of the browser, and so are long choices: zones and currencies; a language is called as its own.
    if (element.closest('time, code, noscript, script, body [lang]') || element.closest('select')?.length > 50) continue
    if (element.closest('option') || element.checkVisibility()) found.push(text.data)
  }
  for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (!element.matches('time')) found.push(element.getAttribute(name))
  return [...new Set(found.map((text) => text.trim()))]
}"""
LISTEN = """
const ask = window.fetch
window.answers = []
window.fetch = async (...all) => {
  const answer = await ask(...all)
  answer.clone().text().then((text) => window.answers.push(text), () => undefined)
  return answer
}
"""
WORD = re.compile(r"(?<![\w-])[A-Za-z]{4,}(?![\w-])")
SHORT = [
    "/dashboard",
    "/crm/contacts",
    "/crm/deals",
    "/crm/campaigns",
    "/billing",
    "/settings/general",
    "/account/security",
]


def strings(value: Any) -> Iterator[str]:
    """Every text in an answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


class Data:
    """What the answers of the API held: names of people, records and of what the catalogue offers."""

    def __init__(self, page: Any) -> None:
        self._page, self.texts = page, {"mewayz"}
        page.add_init_script(LISTEN)

    def take(self) -> None:
        """Add what the page that is open has been answered."""
        for answer in self._page.evaluate("window.answers ?? []"):
            with suppress(ValueError):  # no JSON
                self.texts |= {text.lower() for text in strings(json.loads(answer))}

    def holds(self, text: str) -> bool:
        """Whether a plain text, or every plain word between accented ones, is data."""
        whole = text.lower()
        known = {one.replace("_", " ") for one in self.texts} | self.texts
        if any(whole in one for one in known):
            return True
        words = set(re.findall(r"\w+", " ".join(known)))
        # A text of the catalog with a value in it, or several values side by side.
        return all(word.lower() in words for word in WORD.findall(text))


@pytest.fixture(scope="module")
def lina(platform: Platform) -> Person:
    """Somebody whose workspace has a record of every kind that pages show."""
    return run(lambda: furnish(platform, "Lina"))[0]


def speaking(visitor: Visitor, person: Person, language: str) -> Any:
    """Signed in, with a language that is made for tests."""
    visitor.sign_in(person)
    visitor.page.get_by_role("button", name=f"Account of {person.name}").wait_for()
    visitor.page.evaluate("language => localStorage.setItem('language', language)", language)
    return visitor.page


def test_no_word_is_plain_and_longer_ones_have_room(visit: Visit, lina: Person, listed: dict[str, Any]) -> None:
    visitor = visit(viewport=PHONE)
    page, wrong, seen = speaking(visitor, lina, "en-XA"), [], set()
    data = Data(page)
    waiting = [path for path in listed["app"] if not path.startswith("/admin") and ":" not in path]
    while waiting:
        path = waiting.pop(0)
        pattern = pattern_of(urlsplit(path).path, listed)
        if pattern is None or pattern in seen or pattern in listed["site"]:
            continue
        seen.add(pattern)
        page.goto(path)
        visitor.until(SETTLED)
        if where(page) != urlsplit(path).path:
            continue
        data.take()
        if beyond := visitor.width_beyond():
            wrong.append(f"{path}: {beyond} pixels wider than the screen")
        plain = [text for text in page.evaluate(SHOWN) if WORD.search(text) and not data.holds(text)]
        wrong += [f"{path}: {text!r} is plain" for text in plain]
        hrefs = page.evaluate("[...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))")
        waiting += [href for href in hrefs if href.startswith("/")]
    assert not wrong, "\n".join(wrong)
    assert {"/dashboard", "/crm/contacts/:id", "/crm/deals/:id"} <= seen


def test_a_language_from_right_to_left_mirrors_the_page(visit: Visit, lina: Person) -> None:
    visitor = visit()
    page, wrong = speaking(visitor, lina, "ar-XB"), []
    for size in (visitor.page.viewport_size, PHONE):
        page.set_viewport_size(size)
        for path in SHORT:
            page.goto(path)
            visitor.until(SETTLED)
            assert page.evaluate("document.documentElement.dir") == "rtl"
            if beyond := visitor.width_beyond():
                wrong.append(f"{path}: {beyond} pixels wider than {size['width']}")
            if size != PHONE:
                beside = page.get_by_role("complementary").first.bounding_box()
                heading = page.get_by_role("heading", level=1).bounding_box()
                if not beside["x"] > heading["x"]:
                    wrong.append(f"{path}: the navigation is not at the start")
    assert wrong == []


def test_the_language_is_the_browsers_until_somebody_has_chosen_theirs(visit: Visit, platform: Platform) -> None:
    person, _ = run(lambda: furnish(platform, "Gerda"))
    visitor = visit(locale="de-AT")
    page = visitor.page
    page.goto("/login")
    page.get_by_role("heading", name="Willkommen zurück").wait_for()
    assert page.evaluate("document.documentElement.lang") == "de"
    page.get_by_label("E-Mail").fill(person.email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    # She has registered in English, so that is what she reads wherever she signs in.
    page.get_by_role("button", name=f"Account of {person.name}").wait_for()
    page.goto("/account/preferences")
    page.get_by_label("Language").select_option("de")
    page.get_by_role("heading", level=1, name="Einstellungen").wait_for()
    page.goto("/dashboard")
    page.get_by_role("heading", level=1, name="Hallo").wait_for()
    page.get_by_role("link", name="Kontakte").first.wait_for()
    page.get_by_role("heading", name="Nächste Aufgaben").wait_for()
    page.goto("/crm/deals?view=table")
    page.get_by_text(re.compile(r"€\s1[.\s]200,00")).first.wait_for()
    page.get_by_role("button", name=f"Konto von {person.name}").click()
    page.get_by_role("menuitem", name="Abmelden").click()
    page.get_by_role("heading", name="Willkommen zurück").wait_for()


def test_public_pages_have_an_address_for_each_language(visit: Visit) -> None:
    page = visit(locale="de-DE").page
    page.goto("/")
    page.wait_for_url("**/de")
    page.get_by_role("heading", level=1, name="Führen Sie Ihr Unternehmen von einem Ort aus").wait_for()
    page.get_by_role("contentinfo").get_by_role("link", name="Kontakt").click()
    page.wait_for_url("**/de/contact")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/contact")
    page.get_by_role("heading", level=1).wait_for()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.goto("/login")
    page.get_by_role("heading", name="Welcome back").wait_for()

"""A server that goes away and comes back, also as another build; a house of its own, for that ends other sessions."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.crm import count
from tests.web.conftest import PATIENCE_MS, ROOT, Visitor, run

from mewayz_testing.house import House, seen_from_outside, standing
from mewayz_testing.people import Person, Platform, Seat

ACCESS_LIFE_S = 15 * 60


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory, listed: dict[str, Any]) -> Path:
    """A copy of the built web app, for tests to change."""
    return Path(shutil.copytree(ROOT / "web/dist", tmp_path_factory.mktemp("build") / "web"))


@pytest.fixture(scope="module")
def house(browser: Any, tmp_path_factory: pytest.TempPathFactory, build: Path) -> Iterator[House]:
    """A house that serves the copy."""
    environment = {"MEWAYZ_GATEWAY_WEB_DIR": str(build)}
    folder = tmp_path_factory.mktemp("restarting")
    with standing("embedded", folder, environment=environment, host="localhost") as running:
        yield running


@pytest.fixture(scope="module")
def platform(house: House) -> Platform:
    """It, seen from outside."""
    return seen_from_outside(house)


@pytest.fixture(scope="module")
def ada(platform: Platform) -> Person:
    """Somebody with a workspace here."""
    return run(lambda: platform.newcomer("Ada"))


@pytest.fixture(scope="module")
def seat(ada: Person) -> Seat:
    """Her workspace."""
    return run(lambda: ada.create_workspace("Ferrell", features=["contacts"]))


@pytest.fixture
def at_work(visit: Callable[..., Visitor], ada: Person, seat: Seat) -> Visitor:
    """Ada, signed in, on a device with a service worker."""
    visitor = visit()
    visitor.sign_in(ada)
    visitor.page.get_by_role("button", name=f"Account of {ada.name}").wait_for()
    visitor.until("navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)")
    return visitor


def restart(house: House) -> None:
    """Another process on the same data."""
    house.kill()
    house.start()


def test_what_is_written_while_the_server_is_away_arrives_once(at_work: Visitor, house: House, seat: Seat) -> None:
    page = at_work.page
    page.goto("/crm/contacts?new=1")
    page.get_by_label("First name").fill("Rita")
    company = at_work.tab()
    company.goto("/crm/companies?new=1")
    company.get_by_label("Name").fill("Looms Ltd")
    house.kill()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("1 change waits on this device").wait_for()
    page.get_by_text("There is no answer. We keep trying.").wait_for()
    company.get_by_role("button", name="Save").click()
    company.get_by_role("alert").get_by_text("No connection").wait_for()
    assert company.get_by_label("Name").input_value() == "Looms Ltd"
    house.start()
    page.get_by_text("There is no answer.").wait_for(state="hidden")
    page.get_by_text("1 change waits on this device").wait_for(state="hidden")
    page.get_by_role("link", name="Rita").wait_for()
    company.get_by_role("button", name="Save").click()
    company.get_by_role("heading", name="Looms Ltd").wait_for()
    run(seat.person.sign_in)
    assert run(lambda: count(seat, "contacts")) == 1
    assert run(lambda: count(seat, "companies")) == 1


def test_a_newer_build_waits_for_a_yes_and_takes_no_text_away(at_work: Visitor, house: House, build: Path) -> None:
    page, clean, dirty = at_work.page, at_work.tab(), at_work.tab()
    clean.goto("/crm/contacts")
    clean.get_by_role("heading", name="Contacts", exact=True).wait_for()
    dirty.goto("/crm/tasks?new=1")
    dirty.get_by_label("What is to do").fill("Half a sentence")
    for tab in (page, clean, dirty):
        tab.evaluate("window.sameDocument = true")
    worker = build / "sw.js"
    worker.write_text(worker.read_text() + "\n// newer\n")
    for packed in ("br", "gz"):
        Path(f"{worker}.{packed}").unlink()
    restart(house)
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => true)")
    for tab in (page, clean, dirty):
        tab.get_by_text("A newer version is ready.").wait_for()
    page.get_by_role("region", name="Notices").get_by_role("button", name="Reload").click()
    for tab in (page, clean):
        at_work.until("!window.sameDocument && !!document.querySelector('h1')", tab)
        assert tab.get_by_text("A newer version is ready.").count() == 0
    assert dirty.evaluate("window.sameDocument") is True
    assert dirty.get_by_label("What is to do").input_value() == "Half a sentence"
    assert dirty.get_by_text("A newer version is ready.").count() == 1


def test_five_tabs_whose_token_has_ended_swap_it_once(at_work: Visitor, house: House) -> None:
    tabs = [at_work.page, *(at_work.tab() for _ in range(4))]
    for tab in tabs:
        tab.goto("/crm/contacts")
        tab.get_by_role("heading", name="Contacts", exact=True).wait_for()
    asked: list[str] = []
    for tab in tabs:
        tab.on("request", lambda request: asked.append(request.url) if "tokens/refresh" in request.url else None)
    house.move_clock(ACCESS_LIFE_S + 60)
    for tab in tabs:
        tab.evaluate("document.querySelector('a[href=\"/crm/tasks\"]').click()")
    for tab in tabs:
        tab.get_by_text("Nothing to do").wait_for(timeout=PATIENCE_MS)
    assert len(asked) == 1, asked

"""Records as people work with them: contacts, deals on the board, tasks."""

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.e2e.crm import FEATURES, count, default_pipeline, make
from tests.web.conftest import Visitor, run

from mewayz_testing.people import Person, Platform, Seat

RECORD = re.compile(r"/crm/\w+/[0-9a-f-]{36}$")
STAGE_OF = """(lists, name) =>
  lists.find((list) => [...list.querySelectorAll('a')].some((link) => link.textContent === name))?.ariaLabel ?? null"""


def make_deal(page: Any, name: str, amount: str) -> None:
    page.goto("/crm/deals?new=1")
    page.get_by_role("dialog").get_by_label("Name").fill(name)
    page.get_by_label("Amount").fill(amount)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(RECORD)


def test_a_contact_is_made_found_noted_deleted_and_brought_back(at_work: Visitor) -> None:
    page = at_work.page
    page.goto("/crm/contacts?new=1")
    page.get_by_label("First name").fill("Grace")
    page.get_by_label("Last name").fill("Hopper")
    page.get_by_label("E-mail").fill("no address")
    page.reload()
    assert page.get_by_label("First name").input_value() == "Grace", "a reload loses no typed text"
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Is not an e-mail address").wait_for()
    page.get_by_label("E-mail").fill("grace@navy.example")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(RECORD)
    page.get_by_label("New note").fill("Found the moth.")
    page.get_by_role("button", name="Add note").click()
    page.get_by_text("Found the moth.").nth(0).wait_for()
    page.get_by_text("Contact created").wait_for()

    page.goto("/crm/contacts?q=grace@navy")
    row = page.get_by_role("row").filter(has_text="Grace Hopper")
    row.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_text("Nothing matches").wait_for()
    page.get_by_role("button", name="Undo").click()
    row.wait_for()


def test_a_task_is_planned_and_ticked_off(at_work: Visitor) -> None:
    page = at_work.page
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/crm/tasks")
    page.get_by_role("button", name="New task").first.click()
    page.get_by_label("What is to do").fill("Oil the engine")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Done: Oil the engine").click()
    page.get_by_text("Nothing to do").wait_for()
    page.goto("/crm/tasks?status=completed")
    page.get_by_label("Done: Oil the engine").wait_for()


def test_a_deal_goes_over_the_board_by_mouse_and_by_menu(at_work: Visitor) -> None:
    page = at_work.page
    make_deal(page, "Difference engine", "1,200")
    make_deal(page, "Loom", "99.50")
    page.goto("/crm/deals")
    board = page.get_by_role("region", name="Deals by stage")
    card, target = board.get_by_role("link", name="Difference engine"), board.get_by_role("list", name="Meeting")
    card.wait_for()
    start, end = card.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 20, steps=4)
    page.mouse.move(end["x"] + 80, end["y"] + 40, steps=8)
    with page.expect_response(re.compile(r"/move$")) as moved:
        page.mouse.up()
    assert moved.value.status == 200
    target.get_by_role("link", name="Difference engine").wait_for()

    board.get_by_role("button", name="Move Loom to…").click()
    page.get_by_role("menuitem", name="Move to Lost").click()
    page.get_by_label("Reason").fill("No steam")
    page.get_by_role("button", name="Mark as lost").click()
    board.get_by_role("list", name="Lost").get_by_role("link", name="Loom").wait_for()
    page.reload()
    target.get_by_role("link", name="Difference engine").click()
    page.get_by_role("button", name="Won").click()
    page.get_by_role("button", name="Reopen").wait_for()


def test_my_day_shows_what_is_mine_and_lets_me_act_on_it(visit: Callable[..., Visitor], platform: Platform) -> None:
    visitor, mark, now = visit(), uuid4().hex[:6], platform.now()
    page, yesterday, soon = visitor.page, now - timedelta(days=1), now.date() + timedelta(days=3)

    async def furnish() -> Person:
        ada = await platform.newcomer("Augusta")
        seat = await ada.create_workspace("Ferrell", features=FEATURES)
        mine: dict[str, Any] = {"type": "task", "assignee_id": ada.id}
        person = await make(seat, "contacts", first_name="Grace", last_name=mark, phones=[{"raw": "+49 30 901820"}])
        related = [{"type": "contact", "id": person["id"]}]
        late = {"type": "call", "due_at": yesterday.isoformat(), "related": related}
        await make(seat, "activities", **mine | late, subject=f"Call Grace {mark}")
        await make(seat, "activities", **mine, subject=f"Sometime {mark}")
        await make(seat, "activities", type="task", subject=f"Nobody's {mark}")
        _, [first, *_] = await default_pipeline(seat, platform)
        asked = {"name": f"Loom {mark}", "stage_id": first["id"], "owner_id": ada.id}
        await make(seat, "deals", **asked, expected_close=soon.isoformat())
        await make(seat, "deals", **asked | {"name": f"Far {mark}"}, expected_close="2099-01-01")
        await make(seat, "leads", first_name="Jean", last_name=mark, owner_id=ada.id, phone="+49 30 901821")
        return ada

    ada = run(furnish)
    visitor.sign_in(ada)
    page.get_by_role("button", name=f"Account of {ada.name}").wait_for()
    page.keyboard.press("g")
    page.keyboard.press("y")
    page.get_by_role("heading", level=1, name="My day").wait_for()
    late = page.get_by_role("list", name="Overdue").get_by_role("listitem").filter(has_text=f"Call Grace {mark}")
    late.wait_for()
    assert late.get_by_role("link", name=f"Call Grace {mark}", exact=True).get_attribute("href") == "tel:+4930901820"
    late.get_by_role("button", name="Put off").click()
    page.get_by_role("menuitem", name="Tomorrow morning").click()
    late.wait_for(state="hidden")

    page.get_by_label(f"Done: Sometime {mark}").click()
    page.get_by_label(f"Done: Sometime {mark}").wait_for(state="hidden")

    deal = page.get_by_role("list", name="Deals that need you").get_by_role("listitem").filter(has_text=f"Loom {mark}")
    deal.get_by_text("Closes soon").wait_for()
    deal.get_by_role("button", name="What is next").click()
    page.get_by_role("menuitem", name="Plan the next step").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("What is to do").fill(f"Offer {mark}")
    sheet.get_by_role("button", name="Save").click()
    page.get_by_label(f"Done: Offer {mark}").wait_for()
    deal.get_by_role("button", name="What is next").click()
    page.get_by_role("menuitem", name="Closes in a month").click()
    deal.wait_for(state="hidden")

    page.get_by_role("button", name=f"Start work on Jean {mark}").click()
    page.get_by_role("link", name=f"Jean {mark}", exact=True).wait_for(state="hidden")
    text = page.get_by_role("main").inner_text()
    assert f"Nobody's {mark}" not in text
    assert f"Far {mark}" not in text
    page.goto("/crm/tasks")
    page.get_by_role("combobox", name="Everybody’s").select_option(label="Mine")
    page.get_by_label(f"Done: Nobody's {mark}").wait_for(state="hidden")
    page.get_by_label(f"Done: Call Grace {mark}").wait_for()


def test_a_deal_goes_over_the_board_by_keyboard_and_a_refused_move_goes_back(at_work: Visitor, seat: Seat) -> None:
    page, mark = at_work.page, uuid4().hex[:6]
    make_deal(page, f"Mill {mark}", "10")
    page.goto("/crm/deals")
    board = page.get_by_role("region", name="Deals by stage")
    card = board.get_by_role("link", name=f"Mill {mark}", exact=True)
    card.wait_for()
    before = board.get_by_role("list").evaluate_all(STAGE_OF, f"Mill {mark}")

    handle = board.get_by_role("button", name=f"Move Mill {mark}", exact=True)
    handle.focus()
    page.keyboard.press("Space")
    page.get_by_text(re.compile(f"Mill {mark} is (lifted|over)")).last.wait_for(state="attached")
    page.keyboard.press("Escape")
    page.get_by_text(f"Mill {mark} is where it was.").wait_for(state="attached")
    assert board.get_by_role("list").evaluate_all(STAGE_OF, f"Mill {mark}") == before
    at_work.until("document.activeElement.matches('button[aria-roledescription]')")
    page.keyboard.press("Space")
    page.get_by_text(re.compile(f"Mill {mark} is (lifted|over)")).last.wait_for(state="attached")
    page.keyboard.press("ArrowRight")
    page.get_by_text(re.compile(f"Mill {mark} is over (?!{before}).+")).wait_for(state="attached")
    with page.expect_response(re.compile(r"/move$")) as moved:
        page.keyboard.press("Space")
    assert moved.value.status == 200
    after = board.get_by_role("list").evaluate_all(STAGE_OF, f"Mill {mark}")
    assert after not in {before, None}
    page.reload()
    card.wait_for()
    assert board.get_by_role("list").evaluate_all(STAGE_OF, f"Mill {mark}") == after

    board.get_by_role("button", name=f"Move Mill {mark} to…").click()
    page.get_by_role("menuitem", name="Move to Won").click()
    won, lost = board.get_by_role("list", name="Won"), board.get_by_role("list", name="Lost")
    won.get_by_role("link", name=f"Mill {mark}").wait_for()
    board.get_by_role("button", name=f"Move Mill {mark} to…").click()
    page.get_by_role("menuitem", name="Move to Lost").click()
    page.get_by_label("Reason").fill("Changed their mind")
    with page.expect_response(re.compile(r"/move$")) as refused:
        page.get_by_role("button", name="Mark as lost").click()
    assert refused.value.status == 409
    page.get_by_text(refused.value.json()["detail"]).wait_for()
    won.get_by_role("link", name=f"Mill {mark}").wait_for()
    assert lost.get_by_role("link", name=f"Mill {mark}").count() == 0


def test_two_browsers_move_a_deal_and_see_the_same_in_the_end(
    visit: Callable[..., Visitor], at_work: Visitor, ada: Person, seat: Seat
) -> None:
    page, mark = at_work.page, uuid4().hex[:6]
    make_deal(page, f"Press {mark}", "10")
    other = visit()
    other.sign_in(ada)
    other.page.get_by_role("button", name=f"Account of {ada.name}").wait_for()
    boards = []
    for one in (page, other.page):
        one.goto("/crm/deals")
        boards.append(one.get_by_role("region", name="Deals by stage"))
        boards[-1].get_by_role("link", name=f"Press {mark}", exact=True).wait_for()
    for one, board, stage in ((page, boards[0], "Meeting"), (other.page, boards[1], "Proposal")):
        board.get_by_role("button", name=f"Move Press {mark} to…").click()
        with one.expect_response(re.compile(r"/move$")) as moved:
            one.get_by_role("menuitem", name=f"Move to {stage}").click()
        assert moved.value.status == 200
    for one, board in zip((page, other.page), boards, strict=True):
        one.reload()
        board.get_by_role("list", name="Proposal").get_by_role("link", name=f"Press {mark}").wait_for()
        assert board.get_by_role("link", name=f"Press {mark}").count() == 1


def test_a_list_is_what_its_address_says_and_its_file_holds_the_same(at_work: Visitor, seat: Seat) -> None:
    page, mark = at_work.page, uuid4().hex[:6]

    async def furnish() -> None:
        for name in ("Cid", "Ada", "Bob"):
            await make(seat, "contacts", first_name=name, last_name=mark, source="event")
        await make(seat, "contacts", first_name="Dan", last_name=mark, source="ads")

    run(furnish)
    address = f"/crm/contacts?q={mark}&source=event&sort=-name"
    page.goto(address)
    names = page.get_by_role("row").get_by_role("link")
    page.get_by_text("3 shown").wait_for(state="attached")
    assert names.all_inner_texts() == [f"{name} {mark}" for name in ("Cid", "Bob", "Ada")]
    page.get_by_role("columnheader", name="Name").get_by_role("button").click()
    page.wait_for_url("**&sort=name")
    names.filter(has_text="Ada").first.click()
    page.wait_for_url(RECORD)
    page.go_back()
    page.wait_for_url("**&sort=name")
    page.get_by_text("3 shown").wait_for(state="attached")
    assert names.all_inner_texts() == [f"{name} {mark}" for name in ("Ada", "Bob", "Cid")]

    with page.expect_download() as taken:
        page.get_by_role("button", name="Export as CSV").click()
    with open(taken.value.path(), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["first_name"] for row in rows] == ["Ada", "Bob", "Cid"]
    page.set_viewport_size({"width": 320, "height": 700})
    cards = page.get_by_role("list", name="Contacts").get_by_role("listitem")
    assert [card.get_by_role("link").inner_text() for card in cards.all()] == [
        f"{n} {mark}" for n in ("Ada", "Bob", "Cid")
    ]
    assert at_work.width_beyond() == 0


def test_a_double_click_makes_one_record(at_work: Visitor, seat: Seat, platform: Platform) -> None:
    page, mark = at_work.page, uuid4().hex[:6]
    page.goto("/crm/companies?new=1")
    page.get_by_role("dialog").get_by_label("Name").fill(f"Twice {mark}")
    page.get_by_role("dialog").get_by_role("button", name="Save").dblclick()
    page.wait_for_url(RECORD)
    assert run(lambda: count(seat, "companies", q=mark)) == 1


def test_a_person_is_told_what_is_stored_and_then_forgotten(at_work: Visitor, seat: Seat) -> None:
    page, mark = at_work.page, uuid4().hex[:6]
    address = f"eve-{mark}@example.com"
    eve = run(lambda: make(seat, "contacts", first_name="Eve", last_name=mark, emails=[{"address": address}]))
    page.goto(f"/crm/contacts/{eve['id']}")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download all of it").click()
    assert address in taken.value.path().read_text()
    page.get_by_role("button", name="Erase this person").click()
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_role("button", name="Erase for good").is_disabled()
    dialog.get_by_label("to go on").fill(f"Eve {mark}")
    dialog.get_by_role("button", name="Erase for good").click()
    page.wait_for_url("**/crm/contacts")
    page.goto(f"/crm/contacts/{eve['id']}")
    page.get_by_text("This is not here").wait_for()
    page.goto(f"/crm/contacts?q={mark}")
    page.get_by_text("Nothing matches").wait_for()

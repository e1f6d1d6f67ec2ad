"""Records as people work with them: contacts, deals on the board, tasks."""

import re
from typing import Any

from tests.web.conftest import Visitor

RECORD = re.compile(r"/crm/\w+/[0-9a-f-]{36}$")


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

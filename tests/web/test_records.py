"""Records as people work with them: contacts and tasks."""

import re

from tests.web.conftest import Visitor

RECORD = re.compile(r"/crm/\w+/[0-9a-f-]{36}$")


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

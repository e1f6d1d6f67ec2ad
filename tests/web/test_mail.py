"""Mail to many, as people make it: whom, what, from whom, and what became of it."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from tests.e2e.crm import make
from tests.e2e.crm_mail import html_of, mails
from tests.web.conftest import CODE, ROOT, Visitor, run
from tests.web.test_pages import look, open_and_look

from mewayz_testing.nameserver import NameServer
from mewayz_testing.people import Person, Platform, Seat

RECORD = re.compile(r"/crm/[\w-]+/[0-9a-f-]{36}$")
FEATURES = ["contacts", "pipelines", "email-campaigns", "sequences", "lead-scoring", "dashboards"]


@pytest.fixture(scope="module")
def mailer(platform: Platform) -> Person:
    """Somebody with a workspace of her own, in which mail to many is on."""
    return run(lambda: platform.newcomer("Mary"))


@pytest.fixture(scope="module")
def office(mailer: Person) -> Seat:
    """Her workspace."""
    return run(lambda: mailer.create_workspace("Mailers", features=FEATURES))


@pytest.fixture
def desk(visit: Callable[..., Visitor], mailer: Person, office: Seat) -> Visitor:
    """Mary, signed in."""
    visitor = visit()
    visitor.sign_in(mailer)
    visitor.page.get_by_role("button", name=f"Account of {mailer.name}").wait_for()
    return visitor


def store(seat: Seat, noun: str, **fields: Any) -> None:
    """A record that a test finds already there."""
    run(lambda: make(seat, noun, **fields))


def create(page: Any, path: str, **fields: str) -> None:
    """Fill in the sheet of a new record and save it."""
    page.goto(f"{path}?new=1")
    sheet = page.get_by_role("dialog")
    for label, value in fields.items():
        sheet.get_by_label(re.compile(rf"^{label}(required)?$")).fill(value)
    sheet.get_by_role("button", name="Save").click()


def proven_sender(visitor: Visitor, names: NameServer) -> str:
    """A sender whose address is proven, at a domain whose records stand in DNS."""
    page, domain = visitor.page, f"acme-{uuid4().hex[:8]}.example"
    create(page, "/crm/mail-domains", Domain=domain)
    row = page.get_by_role("row").filter(has_text=domain)
    row.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Show the records").click()
    records = page.get_by_role("list", name="Records for DNS").get_by_role("listitem")
    records.first.wait_for()
    for record in records.all():
        _, name, value = record.locator("code").all_inner_texts()
        parts = '" "'.join(value[start : start + 200] for start in range(0, len(value), 200))
        names.records[name, "TXT"] = [f'"{parts}"']
    page.get_by_role("button", name="Check now").click()
    page.get_by_role("dialog").get_by_text("Found", exact=True).nth(2).wait_for()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    row.get_by_text("Verified").wait_for()

    address = f"news@{domain}"
    create(page, "/crm/senders", **{"E-mail": address, "Name": "Acme"})
    page.get_by_role("row").filter(has_text=address).get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Prove the address").click()
    page.get_by_role("button", name="Send the code").click()
    page.get_by_label("Code").fill(visitor.found_in_mail(address, CODE))
    page.get_by_role("button", name="Prove", exact=True).click()
    page.get_by_role("row").filter(has_text=address).get_by_text("Proven", exact=True).wait_for()
    return address


def test_a_segment_is_built_of_rules_and_counts_as_they_change(desk: Visitor, office: Seat) -> None:
    page, mark = desk.page, uuid4().hex[:8]
    for name, city in (("Ada", "Graz"), ("Bob", "Linz"), ("Cid", "Graz")):
        store(office, "contacts", first_name=name, last_name=mark, city=city, tags=[mark])
    create(page, "/crm/segments", Name=f"Styria {mark}")
    page.wait_for_url(RECORD)
    rules = page.locator("section").filter(has=page.get_by_role("heading", name="Rules"))
    rules.get_by_label("Field").select_option(label="Tags")
    rules.get_by_label("Value").fill(mark)
    rules.get_by_text("3 contacts now.").wait_for()
    rules.get_by_role("button", name="Add condition").click()
    rules.get_by_text("Fill in every condition").wait_for()
    rules.get_by_label("Field").nth(1).select_option(label="City")
    rules.get_by_label("Value").nth(1).fill("graz")
    rules.get_by_text("2 contacts now.").wait_for()
    rules.get_by_role("button", name="Save").click()
    members = page.get_by_role("table", name="Members")
    members.get_by_role("link", name=f"Bob {mark}").wait_for(state="detached")
    for name in ("Ada", "Cid"):
        members.get_by_role("link", name=f"{name} {mark}").wait_for()
    page.reload()
    rules.get_by_text("2 contacts now.").wait_for()
    assert rules.get_by_label("Value").nth(1).input_value() == "graz"


def test_a_template_is_designed_and_shown_as_the_server_renders_it(desk: Visitor) -> None:
    page, key = desk.page, f"design-{uuid4().hex[:8]}"
    create(page, "/crm/templates", Key=key, Subject="Hello")
    page.wait_for_url(RECORD)
    page.get_by_role("button", name="Heading", exact=True).click()
    page.get_by_label("Words").fill("Summer & sale")
    page.get_by_role("button", name="Button", exact=True).click()
    page.get_by_label("Label").fill("Have a look")
    page.get_by_label("Leads to").fill("nowhere")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Is no web, mail or phone address and no variable").wait_for()
    page.get_by_label("Leads to").fill("https://acme.example/offer")
    page.get_by_role("button", name="Save", exact=True).click()
    mail = page.frame_locator("iframe[title='Preview of the mail']")
    mail.get_by_role("heading", name="Summer & sale").wait_for()
    mail.get_by_role("link", name="Have a look").click()
    mail.get_by_text("Unsubscribe").wait_for()
    page.get_by_role("button", name="Move Heading down").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Version 3").wait_for()
    page.get_by_role("listitem").filter(has_text="Version 1").get_by_role("button", name="Take again").click()
    page.get_by_text("Version 4").wait_for()
    page.get_by_label("Words").wait_for(state="detached")


def test_a_template_is_mailed_to_a_sender_of_ones_own_first(
    desk: Visitor, office: Seat, platform: Platform, names: NameServer
) -> None:
    page, mark = desk.page, uuid4().hex[:8]
    sender = proven_sender(desk, names)
    words = {
        "subject": f"Try {mark}",
        "editor": "block",
        "blocks": [{"type": "text", "text": "Hi"}, {"type": "footer"}],
    }
    made = run(lambda: make(office, "mail-templates", key=f"try-{mark}", **words))
    page.goto(f"/crm/templates/{made['id']}")
    page.get_by_role("button", name="Send a test").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("To").fill("stranger@example.com")
    dialog.get_by_role("button", name="Send a test").click()
    dialog.locator("[aria-invalid=true]").fill(sender)
    dialog.get_by_role("button", name="Send a test").click()
    page.get_by_text("The test is on its way.").wait_for()
    [mail] = run(lambda: mails(platform, sender, f"Try {mark}"))
    assert "Hi" in html_of(mail)


def test_a_campaign_goes_out_and_its_numbers_are_those_of_the_api(
    desk: Visitor, office: Seat, platform: Platform, names: NameServer
) -> None:
    page, mark = desk.page, uuid4().hex[:8]
    people = [f"{name}-{mark}@example.com" for name in ("ada", "bob")]
    for address in [*people, f"cid-{mark}@example.com"]:
        city = "Linz" if address.startswith("cid") else "Graz"
        contact = {"first_name": address[:3].title(), "city": city, "emails": [{"address": address}]}
        store(office, "contacts", **contact)
    page.goto("/crm/mail-settings")
    page.get_by_label("Postal address").fill("Acme, 1 Main Street")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved", exact=True).wait_for()
    sender = proven_sender(desk, names)

    create(page, "/crm/lists", Name=f"News {mark}")
    page.wait_for_url(RECORD)
    for address in [*people, f"cid-{mark}@example.com"]:
        page.get_by_role("button", name="Add somebody").click()
        page.get_by_role("dialog").get_by_label("E-mail").fill(address)
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_role("row").filter(has_text=address).wait_for()
    graz = {"all": [{"field": "city", "op": "eq", "value": "Graz"}]}
    store(office, "segments", name=f"Graz {mark}", kind="dynamic", filter=graz)
    block = {"type": "text", "text": "Dear {{ contact.first_name|default('you') }}, have a look."}
    words = {"key": f"sale-{mark}", "subject": "Sale", "editor": "block", "blocks": [block, {"type": "footer"}]}
    store(office, "mail-templates", **words)

    create(page, "/crm/campaigns", Name=f"Sale {mark}")
    page.wait_for_url(RECORD)
    missing = page.get_by_role("list", name="What is missing")
    missing.get_by_text("The campaign has no sender.").wait_for()
    page.get_by_label(f"News {mark}").first.check()
    page.get_by_label(f"Graz {mark}").first.check()
    page.get_by_role("button", name="Save the audience").click()
    page.get_by_text("It would go to 2 addresses.").wait_for()
    page.get_by_label("Template", exact=True).select_option(label=f"sale-{mark} · Sale")
    page.get_by_label("Subject").fill("A sale for {{ contact.first_name }}")
    page.get_by_role("button", name="Save the content").click()
    page.get_by_label("Sender").fill("Acme")
    page.get_by_role("option", name=sender).click()
    page.get_by_role("button", name="Save the sender").click()
    missing.get_by_text("Nothing is missing.").wait_for()

    page.get_by_role("button", name="Send a test").click()
    page.get_by_role("dialog").get_by_label("To").fill(sender)
    page.get_by_role("dialog").get_by_role("button", name="Send a test").click()
    page.get_by_text("The test is on its way.").wait_for()
    page.get_by_role("button", name="Send now").click()
    page.get_by_role("button", name="Send to 2").click()
    page.get_by_text("Sent", exact=True).first.wait_for()
    table = page.get_by_role("table", name="Recipients")
    for address in people:
        table.get_by_role("row").filter(has_text=address).get_by_text("Sent", exact=True).wait_for()
    [mail] = run(lambda: mails(platform, people[0], "A sale for Ada"))
    assert "Dear Ada, have a look." in html_of(mail)
    assert run(lambda: mails(platform, f"cid-{mark}@example.com", "A sale")) == []

    campaign = page.url.rpartition("/")[2]
    told = run(lambda: office.get(f"/api/v1/crm/campaigns/{campaign}/stats")).json()
    shown = dict(zip(page.locator("dt").all_inner_texts(), page.locator("dd").all_inner_texts(), strict=True))
    assert (shown["Sent"], shown["Left out"]) == (str(told["sent"]), str(told["skipped"])) == ("2", "0")


def test_leads_are_tried_imported_and_taken_back(desk: Visitor) -> None:
    page, before = desk.page, "lead before the import"
    create(page, "/crm/leads", **{"Last name": before})
    page.goto("/crm/leads")
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("CSV file").set_input_files(ROOT / "tests/e2e/data/leads-100.csv")
    page.get_by_role("button", name="Try it").click()
    page.get_by_role("status").filter(has_text="This would happen").wait_for()
    page.get_by_role("button", name="Import now").click()
    page.get_by_role("status").filter(has_text="Done").wait_for()
    created = page.locator("dl div").filter(has_text="Created").locator("dd").inner_text()
    assert created == "100"
    page.get_by_role("link", name="All imports").click()
    row = page.get_by_role("row").filter(has_text="leads-100.csv")
    row.get_by_text("Done").wait_for()
    row.get_by_role("link").click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("status").filter(has_text="Taken back").wait_for()
    page.goto("/crm/leads")
    page.get_by_text("1 shown").wait_for(state="attached")
    page.get_by_role("link", name=before).wait_for()


def card(page: Any, title: str) -> Any:
    """A part of a page, by its heading."""
    return page.locator("section", has=page.get_by_role("heading", level=2, name=title, exact=True))


def test_a_sequence_is_planned_and_begun(desk: Visitor, office: Seat) -> None:
    page, mark = desk.page, uuid4().hex[:8]
    store(office, "contacts", first_name="Eve", last_name=mark, emails=[{"address": f"eve-{mark}@x.org"}])
    create(page, "/crm/sequences", Name=f"Welcome {mark}")
    page.wait_for_url(RECORD)
    page.get_by_label("It begins when").select_option(label="A tag is added")
    page.get_by_label("Which tag").fill(mark)
    page.get_by_role("button", name="Add a tag", exact=True).click()
    steps = page.get_by_role("list", name="Steps")
    save = card(page, "What happens").get_by_role("button", name="Save", exact=True)
    save.click()
    steps.get_by_text("This is too short.").wait_for()
    steps.get_by_label("Tag").fill("welcomed")
    page.get_by_role("button", name="Wait", exact=True).click()
    page.get_by_role("button", name="Move step 2 up").click()
    save.click()
    page.get_by_role("button", name="Activate").click()
    page.get_by_text("Marketing needs the list whose subscribers get it.").wait_for()
    page.reload()
    assert steps.get_by_role("listitem").nth(0).inner_text().startswith("1. Wait")
    assert page.get_by_label("Which tag").input_value() == mark


def test_a_sequence_has_hours_exits_and_a_filter_and_can_be_tried(
    desk: Visitor, office: Seat, platform: Platform
) -> None:
    page, mark = desk.page, uuid4().hex[:8]
    run(lambda: platform.give(office, crm__sequences=10))
    store(office, "contacts", first_name="Eve", last_name=mark, emails=[{"address": f"eve-{mark}@x.org"}])
    create(page, "/crm/sequences", Name=f"Hours {mark}")
    page.wait_for_url(RECORD)
    plan, limits = card(page, "What happens"), card(page, "When it may send, and when it ends")
    page.get_by_label("It begins when").select_option(label="A contact is new")
    plan.get_by_label("Only for contacts who fit a filter then").check()
    plan.get_by_label("Field").select_option(label="Last name")
    plan.get_by_label("Value").fill(mark)
    plan.get_by_role("button", name="Wait", exact=True).click()
    plan.get_by_role("button", name="Add a tag", exact=True).click()
    plan.get_by_label("Tag").fill("welcomed")
    plan.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved", exact=True).wait_for()

    limits.get_by_role("button", name="Add hours").click()
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri"):
        limits.get_by_label(day).uncheck()
    limits.get_by_role("button", name="Add an exit").click()
    limits.get_by_label("It ends when").select_option(label="A booking is over")
    limits.get_by_role("button", name="Save", exact=True).click()
    limits.get_by_role("alert").first.wait_for()  # hours of no day
    limits.get_by_label("Sat").check()
    limits.get_by_label("From").select_option(label="10:00")
    limits.get_by_role("button", name="Save", exact=True).click()
    limits.get_by_role("alert").first.wait_for(state="hidden")

    page.reload()
    assert plan.get_by_label("Value").input_value() == mark
    assert limits.get_by_label("Sat").is_checked()
    assert not limits.get_by_label("Mon").is_checked()
    assert limits.get_by_label("From").input_value() == "10"
    assert limits.get_by_label("It ends when").input_value() == "booking_completed"

    trial = card(page, "Try it")
    trial.get_by_label("For this contact").click()
    page.keyboard.type(mark)
    page.get_by_role("option", name=f"Eve {mark}").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    lines = trial.get_by_role("list", name="Timetable").get_by_role("listitem")
    lines.first.wait_for()
    assert [line.inner_text().split()[-2:] for line in lines.all()] == [["wait-1", "done"], ["add-tag-1", "done"]]
    assert look(desk, "a sequence that is tried") == []


PAGES = [
    *("segments", "lists", "suppressions", "imports", "duplicates", "scoring"),
    *("campaigns", "templates", "sequences", "senders", "mail-domains", "mail-settings"),
]


def test_every_page_of_mail_fits_a_small_screen_and_has_no_barrier(desk: Visitor) -> None:
    assert [one for path in PAGES for one in open_and_look(desk, f"/crm/{path}")] == []

"""Files of contacts, companies and leads go in, come again, go out and are taken back: scenario 4 of crm.md."""

import csv
import io
from typing import Any

import pytest_asyncio
from tests.e2e.crm import CRM, DATA, FEATURES, Files, count, counts, everything, make

from mewayz_testing.people import Person, Platform, Seat, succeed


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seat(ada: Person) -> Seat:
    """One workspace for the small files of this module, which hold different people."""
    return await ada.create_workspace("Files", features=FEATURES)


def lines(file: str) -> list[dict[str, str]]:
    """The rows of a file of `data`."""
    with (DATA / file).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


async def exported(seat: Seat, noun: str) -> list[dict[str, str]]:
    """The rows of a CSV export, as a spreadsheet reads them."""
    answer = await seat.get(f"{CRM}/{noun}/export", params={"format": "csv"})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def same(record: Any, line: dict[str, str], cells: dict[str, str]) -> None:
    """Every cell of a line is a value of its record."""
    for column, name in cells.items():
        assert str(record[name]) == line[column], (column, record)


async def test_people_firms_and_leads_keep_every_cell_and_come_in_once(ada: Person, platform: Platform) -> None:
    seat = await ada.create_workspace("A hundred of each", features=FEATURES)
    firms, people, leads = [Files(seat, platform, noun) for noun in ("companies", "contacts", "leads")]
    plan = {"mode": "upsert", "upsert_key": "external_id"}
    brought = {"companies": await firms.bring("organizations-100.csv", **plan)}
    assert counts(brought["companies"]) == (100, 0, 0, 0)
    known = {one["external_id"]: one for one in await everything(seat, "companies")}
    for line in lines("organizations-100.csv"):
        cells = {"Name": "name", "Website": "website", "Country": "country", "Description": "description"}
        cells |= {"Founded": "founded", "Industry": "industry", "Number of employees": "employees"}
        same(known[line["Organization Id"]], line, cells)
    assert counts(await firms.bring("organizations-100.csv", **plan)) == (0, 0, 100, 0)

    plan = {"mode": "upsert", "upsert_key": "email"}
    brought["contacts"] = await people.bring("customers-100.csv", **plan)
    assert counts(brought["contacts"]) == (100, 0, 0, 0)
    employers = {one["id"]: one["name"] for one in await everything(seat, "companies")}
    known = {one["external_id"]: one for one in await everything(seat, "contacts")}
    for line in lines("customers-100.csv"):
        contact = known[line["Customer Id"]]
        cells = {"First Name": "first_name", "Last Name": "last_name", "City": "city", "Country": "country"}
        same(contact, line, cells | {"Subscription Date": "subscribed_on", "Website": "website"})
        assert [phone["raw"] for phone in contact["phones"]] == [line["Phone 1"], line["Phone 2"]]
        assert [email["address"] for email in contact["emails"]] == [line["Email"]]
        assert employers[contact["company_id"]] == line["Company"]
    firms_known = len(employers)
    assert counts(await people.bring("customers-100.csv", **plan)) == (0, 0, 100, 0)
    assert await count(seat, "companies") == firms_known, "the second import must find every company again"

    plan = {"mode": "upsert", "upsert_key": "source_ref"}
    brought["leads"] = await leads.bring("leads-100.csv", **plan)
    assert counts(brought["leads"]) == (100, 0, 0, 0)
    known = {one["source_ref"]: one for one in await everything(seat, "leads")}
    for line in lines("leads-100.csv"):
        lead = known[line["Account Id"]]
        cells = {"First Name": "first_name", "Last Name": "last_name", "Company": "company_name", "Notes": "notes"}
        cells |= {"Phone 1": "phone", "Phone 2": "phone_2", "Email 1": "email", "Email 2": "email_2"}
        same(lead, line, cells | {"Website": "website", "Source": "source"})
        assert lead["details"] == {"lead_owner": line["Lead Owner"], "deal_stage": line["Deal Stage"]}
    assert counts(await leads.bring("leads-100.csv", **plan)) == (0, 0, 100, 0)

    # Edited, out, and back: what nobody has touched since goes, and the edited one is kept and named.
    for noun, files, name in (
        ("leads", leads, "source_ref"),
        ("contacts", people, "external_id"),
        ("companies", firms, "external_id"),
    ):
        kept = next(one for one in await everything(seat, noun) if one[name])
        words = {"description": "Edited"} if noun == "companies" else {"city": "Edited"}
        succeed(
            await seat.patch(f"{CRM}/{noun}/{kept['id']}", json=words, headers={"If-Match": f'"{kept["version"]}"'})
        )
        sheet = {row["id"]: row for row in await exported(seat, noun)}
        before = await count(seat, noun)
        assert len(sheet) == before
        assert "Edited" in sheet[kept["id"]].values()
        assert (await files.revert(brought[noun]))["reverted"] == 99
        [left] = await files.rows(brought[noun], reverted="kept")
        assert left["record_id"] == kept["id"]
        assert await count(seat, noun) == before - 99


async def test_a_file_of_leads_comes_in_as_people_by_what_is_suggested(ada: Person, platform: Platform) -> None:
    seat = await ada.create_workspace("Leads as people", features=FEATURES)
    done = await Files(seat, platform, "contacts").bring("leads-100.csv")
    assert counts(done) == (100, 0, 0, 0)
    assert "Source" not in done["mapping"], "where other people's leads came from is none of our sources"
    assert {one["source"] for one in await everything(seat, "contacts")} == {"import"}


async def test_a_file_that_went_out_comes_back_changed_and_is_taken_back(seat: Seat, platform: Platform) -> None:
    people = Files(seat, platform, "contacts")
    for name in ("Ann", "Bob", "Cid"):
        await make(seat, "contacts", first_name=name, last_name="Round", emails=[{"address": f"{name}@round.example"}])
    answer = await seat.get(f"{CRM}/contacts/export", params={"format": "csv", "q": "round.example", "sort": "name"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["first_name"] for row in rows] == ["Ann", "Bob", "Cid"]
    text = "id,first_name,title\n" + "".join(f"{row['id']},{row['first_name']},Director\n" for row in rows)
    changed = await people.bring(text.encode(), mode="update", upsert_key="id")
    assert counts(changed) == (0, 3, 0, 0)
    edited = f"{CRM}/contacts/{rows[1]['id']}"
    succeed(await seat.patch(edited, json={"title": "President"}))
    back = await people.revert(changed)
    assert (back["reverted"], back["kept"]) == (2, 1)
    [kept] = await people.rows(changed, reverted="kept")
    assert kept["record_id"] == rows[1]["id"]
    titles = {one["first_name"]: one["title"] for one in await everything(seat, "contacts", q="round.example")}
    assert titles == {"Ann": None, "Bob": "President", "Cid": None}


async def test_a_revert_brings_back_what_was_and_removes_only_what_the_file_made(
    seat: Seat, platform: Platform
) -> None:
    people = Files(seat, platform, "contacts")
    old = await make(seat, "contacts", first_name="Old", emails=[{"address": "Old@revert.example"}], tags=["vip"])
    file = b"First Name,Email,Tags\nNew,old@revert.example,berlin\nOther,other@revert.example,\n"
    done = await people.bring(file, mode="upsert", upsert_key="email")
    assert counts(done) == (1, 1, 0, 0)
    assert (await people.revert(done))["reverted"] == 2
    [left] = await everything(seat, "contacts", q="revert.example")
    mine = old.keys() - {"version", "updated_at"}
    assert {name: left[name] for name in mine} == {name: old[name] for name in mine}


async def test_files_as_programs_write_them_are_read_and_their_counts_add_up(seat: Seat, platform: Platform) -> None:
    people = Files(seat, platform, "contacts")
    marked = '\ufeffFirst Name;Email;Tags\n"Ann\nof two lines";ann@dirty.example;"a; b"\nBob;no address;\n'
    marked += ";;\nCid;cid@dirty.example;\nTwin;ANN@Dirty.Example;\n"
    done = await people.bring(marked.encode())
    assert counts(done) == (2, 0, 1, 2)
    failed = await people.rows(done, outcome="failed")
    assert [(row["row"], row["code"]) for row in failed] == [(2, "validation_failed"), (5, "email_taken")]
    [ann] = await everything(seat, "contacts", q="ann@dirty.example")
    assert (ann["first_name"], ann["tags"]) == ("Ann\nof two lines", ["a", "b"])
    url = f"{CRM}/contacts/imports/{done['id']}/errors.csv"
    errors = list(csv.DictReader(io.StringIO((await seat.get(url)).text, newline="")))
    assert [(row["First Name"], row["code"]) for row in errors] == [
        ("Bob", "validation_failed"),
        ("Twin", "email_taken"),
    ]

    old = "First Name,Last Name,Email\nJosé,Müller,jose@dirty.example\nIna,Groß,INA@dirty.example\n".encode("cp1252")
    assert counts(await people.bring(old)) == (2, 0, 0, 0)
    found = {one["name"] for one in await everything(seat, "contacts", q="dirty.example")}
    assert {"José Müller", "Ina Groß"} <= found
    # The same address twice in one file, in other case: the second row meets what the first one made.
    twice = b"First Name,Email\nIna,ina@dirty.example\nInes,Ina@DIRTY.example\n"
    assert counts(await people.bring(twice, mode="upsert", upsert_key="email")) == (0, 1, 1, 0)


async def test_a_cell_that_a_spreadsheet_would_run_is_escaped_on_its_way_out_and_read_back(
    seat: Seat, platform: Platform
) -> None:
    await make(seat, "companies", name='=HYPERLINK("http://evil.example")', external_id="formula")
    rows = [row for row in await exported(seat, "companies") if row["external_id"] == "formula"]
    assert [row["name"] for row in rows] == ['\'=HYPERLINK("http://evil.example")']
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["external_id", "name"], ["formula", rows[0]["name"]]])
    back = await Files(seat, platform, "companies").bring(
        buffer.getvalue().encode(), mode="upsert", upsert_key="external_id"
    )
    assert counts(back) == (0, 0, 1, 0), "it is the same name again"
    sheet = await seat.get(f"{CRM}/companies/export", params={"format": "xlsx"})
    assert sheet.content.startswith(b"PK")

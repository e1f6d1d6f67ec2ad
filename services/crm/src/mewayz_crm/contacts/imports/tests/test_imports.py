"""Files of people: flat columns in, nested contacts out, and back."""

import csv
import io

from mewayz_crm.tests.importing import counts, rows, run, step
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/crm/contacts"
HEAD = "Index,Customer Id,First Name,Last Name,Company,City,Country,Phone 1,Phone 2,Email,Subscription Date,Website"
SHERYL = (
    "1,DD37Cf93aecA6Dc,Sheryl,Baxter,Rasmussen Group,East Leonard,Chile,229.077.5154,397.884.0519x718,"
    "zunigavanessa@smith.info,2020-08-24,http://www.stephenson.com/"
)
PRESTON = (
    "2,1Ef7b82A4CAAD10,Preston,Lozano,Vega-Gentry,East Jimmychester,Djibouti,5153435776,686-620-1820x944,"
    "vmata@colon.com,2021-04-23,http://www.hobbs.com/"
)
FILE = "\r\n".join([HEAD, SHERYL, PRESTON, ""])


async def test_every_cell_of_a_customer_file_is_found_again(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    done = await run(member, bench, URL, FILE, mode="upsert", upsert_key="email")
    assert counts(done) == (2, 0, 0, 0)
    [contact] = (await member.get(URL, params={"external_id": "DD37Cf93aecA6Dc"})).json()["items"]
    assert (contact["name"], contact["city"], contact["country"]) == ("Sheryl Baxter", "East Leonard", "Chile")
    assert [phone["raw"] for phone in contact["phones"]] == ["229.077.5154", "397.884.0519x718"]
    assert contact["phones"][1]["extension"] == "718"
    assert (contact["emails"][0]["address"], contact["source"]) == ("zunigavanessa@smith.info", "import")
    assert (contact["subscribed_on"], contact["website"]) == ("2020-08-24", "http://www.stephenson.com/")
    company = await member.get(f"/api/v1/crm/companies/{contact['company_id']}")
    assert company.json()["name"] == "Rasmussen Group"
    created = await bench.published("crm.contact.created.v1")
    assert [event.data["name"] for event in created] == ["Sheryl Baxter", "Preston Lozano"]

    again = await run(member, bench, URL, FILE, mode="upsert", upsert_key="email")
    assert counts(again) == (0, 0, 2, 0)
    assert len(await bench.published("crm.contact.created.v1")) == 2
    assert (await member.get("/api/v1/crm/companies", params={"count": "true"})).json()["total"] == 2


async def test_a_file_adds_to_people_and_a_revert_gives_back_what_was(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    known = (
        await member.post(
            URL,
            json={
                "first_name": "Old",
                "emails": [{"address": "ZunigaVanessa@smith.info", "label": "work"}, {"address": "b@smith.info"}],
                "phones": [{"raw": "110"}],
            },
        )
    ).json()
    where = f"{URL}/{known['id']}"
    done = await run(member, bench, URL, FILE, mode="upsert", upsert_key="email")
    assert counts(done) == (1, 1, 0, 0)
    changed = (await member.get(where)).json()
    assert (changed["first_name"], changed["emails"]) == ("Sheryl", known["emails"])
    assert [phone["raw"] for phone in changed["phones"]] == ["110", "229.077.5154", "397.884.0519x718"]
    reverted = await step(member, bench, URL, done, "revert")
    assert (reverted["state"], reverted["reverted"], reverted["kept"]) == ("reverted", 2, 0)
    back = (await member.get(where)).json()
    same = {name: value for name, value in known.items() if name not in {"version", "updated_at"}}
    assert same == {name: back[name] for name in same}
    assert [item["id"] for item in (await member.get(URL)).json()["items"]] == [known["id"]]


async def test_what_is_wrong_with_a_row_is_said_and_the_rest_goes_in(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    text = (
        "\ufeffFirst Name;Email;Tags\n"
        "Ann;ann@example.com;vip, berlin\n"
        '"Bob\nthe second";bob@example.com;\n'
        "Cid;not an address;\n"
        "Dan;ANN@example.com;\n"
        ";;vip\n"
    )
    done = await run(member, bench, URL, text)
    assert counts(done) == (2, 0, 0, 3)
    failed = await rows(member, URL, done, outcome="failed")
    assert [(row["row"], row["code"]) for row in failed] == [
        (3, "validation_failed"),
        (4, "email_taken"),
        (5, "validation_failed"),
    ]
    found = {item["first_name"]: item for item in (await member.get(URL)).json()["items"]}
    assert set(found) == {"Ann", "Bob\nthe second"}
    assert found["Ann"]["tags"] == ["berlin", "vip"]


async def test_an_old_encoding_is_read(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    text = "First Name,Last Name,Email\nJosé,Müller,jose@example.com\n".encode("cp1252")
    assert counts(await run(member, bench, URL, text)) == (1, 0, 0, 0)
    [contact] = (await member.get(URL)).json()["items"]
    assert contact["name"] == "José Müller"


async def test_an_import_stops_at_the_plan_with_whole_rows(bench: ServiceBench) -> None:
    limits = {"crm.contacts": 3, "crm.import_rows": 10}
    member = bench.member(await bench.workspace(limits=limits))
    lines = [f"P{number},p{number}@example.com" for number in range(6)]
    done = await run(member, bench, URL, "\n".join(["First Name,Email", *lines]))
    assert counts(done) == (3, 0, 0, 3)
    failed = await rows(member, URL, done, outcome="failed")
    assert {row["code"] for row in failed} == {"plan_limit_reached"}
    assert (await member.get(URL, params={"count": "true"})).json()["total"] == 3
    assert len(await bench.published("crm.contact.created.v1")) == 3
    assert (await member.get(URL, params={"email": "p5@example.com"})).json()["items"] == []
    too_long = "\n".join(["First Name", *(f"P{number}" for number in range(11))])
    refused = await member.post(f"{URL}/imports", content=too_long, headers={"content-type": "text/csv"})
    assert (refused.status_code, refused.json()["metric"]) == (402, "crm.import_rows")


async def test_an_export_holds_the_list_and_no_formulas(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    await member.post(URL, json={"first_name": "=1+1", "emails": [{"address": "a@example.com"}]})
    await member.post(URL, json={"first_name": "Bob", "tags": ["vip"]})
    answer = await member.get(f"{URL}/export", params={"fields": "first_name,emails", "tag": "vip"})
    assert answer.status_code == 200, answer.text
    assert [row[1] for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))] == ["first_name", "Bob"]
    answer = await member.get(f"{URL}/export", params={"fields": "first_name", "sort": "name"})
    assert "'=1+1" in answer.text
    viewer = bench.member(await bench.workspace(), permissions=["crm.*:read"])
    assert (await viewer.get(f"{URL}/export")).status_code == 403


async def test_custom_fields_are_columns_and_a_unique_one_finds_people(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    for key, kind, unique in (("number", "text", True), ("size", "number", False)):
        field = {"entity": "contact", "key": key, "label": key, "type": kind, "unique": unique}
        assert (await member.post("/api/v1/crm/custom-fields", json=field)).status_code == 201
    plan = {
        "mapping": {"Name": "first_name", "Number": "custom.number", "Size": "custom.size"},
        "mode": "upsert",
        "upsert_key": "custom.number",
    }
    first = await run(member, bench, URL, "Name,Number,Size\nAnn,A-1,5\nBob,A-2,\nCid,A-3,large\n", **plan)
    assert counts(first) == (2, 0, 0, 1)
    again = await run(member, bench, URL, "Name,Number,Size\nAnne,a-1,6.5\nBob,A-2,7\n", **plan)
    assert counts(again) == (0, 2, 0, 0)
    found = {item["first_name"]: item["custom"] for item in (await member.get(URL)).json()["items"]}
    assert found == {"Anne": {"number": "a-1", "size": 6.5}, "Bob": {"number": "A-2", "size": 7}}
    await step(member, bench, URL, again, "revert")
    found = {item["first_name"]: item["custom"] for item in (await member.get(URL)).json()["items"]}
    assert found == {"Ann": {"number": "A-1", "size": 5}, "Bob": {"number": "A-2"}}

"""Files of firms."""

from mewayz_crm.tests.importing import counts, run, step
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/crm/companies"
FILE = (
    "Index,Organization Id,Name,Website,Country,Description,Founded,Industry,Number of employees\n"
    "1,FAB0d41d5b5d22c,Ferrell LLC,https://price.net/,Papua New Guinea,Horizontal empowering knowledgebase,1990,"
    "Plastics,3498\n"
    '2,6A7EdDEA9FaDC52,"Mckinney, Riley and Day",http://www.hall-buchanan.info/,Finland,,2015,'
    "Glass / Ceramics / Concrete,4952\n"
)


async def test_every_cell_of_an_organization_file_is_found_again(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    done = await run(member, bench, URL, FILE, mode="upsert", upsert_key="external_id")
    assert counts(done) == (2, 0, 0, 0)
    [firm] = (await member.get(URL, params={"external_id": "FAB0d41d5b5d22c"})).json()["items"]
    assert (firm["name"], firm["website"], firm["country"]) == ("Ferrell LLC", "https://price.net/", "Papua New Guinea")
    assert (firm["founded"], firm["industry"], firm["employees"]) == (1990, "Plastics", 3498)
    assert firm["description"] == "Horizontal empowering knowledgebase"
    again = await run(member, bench, URL, FILE, mode="upsert", upsert_key="external_id")
    assert counts(again) == (0, 0, 2, 0)
    reverted = await step(member, bench, URL, done, "revert")
    assert (reverted["reverted"], reverted["kept"]) == (2, 0)
    assert (await member.get(URL)).json()["items"] == []


async def test_firms_are_matched_by_domain(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    known = (await member.post(URL, json={"name": "Acme", "domains": ["acme.example"]})).json()
    text = "Name,Domains\nAcme Incorporated,https://www.ACME.example/about\nOther,other.example; second.example\n"
    done = await run(member, bench, URL, text, mode="upsert", upsert_key="domains")
    assert counts(done) == (1, 1, 0, 0)
    assert (await member.get(f"{URL}/{known['id']}")).json()["name"] == "Acme Incorporated"
    [other] = (await member.get(URL, params={"domain": "second.example"})).json()["items"]
    assert other["domains"] == ["other.example", "second.example"]

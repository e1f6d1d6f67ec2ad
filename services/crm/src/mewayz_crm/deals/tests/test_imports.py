"""Files of deals."""

from mewayz_crm.tests.importing import counts, rows, run
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/crm/deals"


async def test_deals_come_with_their_amounts_firms_and_people(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = (await member.post("/api/v1/crm/contacts", json={"emails": [{"address": "ann@acme.org"}]})).json()["id"]
    text = (
        "Name,Amount,Amount currency,Company,Email,Expected close\n"
        "Big,1999.50,EUR,Acme,ANN@acme.org,2026-12-24\n"
        "Small,5.00,EUR,acme,,\n"
        "Wrong,5.005,EUR,Acme,,\n"
        "Stranger,5,EUR,,nobody@acme.org,\n"
    )
    done = await run(member, bench, URL, text)
    assert counts(done) == (2, 0, 0, 2), await rows(member, URL, done)
    failed = await rows(member, URL, done, outcome="failed")
    assert [(row["row"], row["code"]) for row in failed] == [(3, "validation_failed"), (4, "validation_failed")]
    items = {item["name"]: item for item in (await member.get(URL)).json()["items"]}
    assert items["Big"]["amount"] == {"amount": 199950, "currency": "EUR"}
    assert (items["Big"]["contact_ids"], items["Big"]["expected_close"]) == ([contact], "2026-12-24")
    assert items["Big"]["company_id"] == items["Small"]["company_id"]
    assert items["Big"]["rank"] < items["Small"]["rank"]
    assert len(await bench.published("crm.company.created.v1")) == 1

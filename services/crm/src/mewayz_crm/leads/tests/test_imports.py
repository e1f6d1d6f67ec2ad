"""Files of leads."""

from mewayz_crm.tests.importing import counts, run
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/crm/leads"
FILE = (
    "Index,Account Id,Lead Owner,First Name,Last Name,Company,Phone 1,Phone 2,Email 1,Email 2,Website,Source,"
    "Deal Stage,Notes\n"
    '1,0970F99ED4a2CE4,Bethany Dixon,Victor,Cochran,"Grimes, Madden and Huff",+1-532-344-1362,2754733370,'
    "hatkinson@mclaughlin.com,ygibbs@guzman.com,http://www.rosales-molina.com/,Retargeting Ads,New Lead,"
    "Speak own such.\n"
)


async def test_every_cell_of_a_lead_file_is_found_again(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    done = await run(member, bench, URL, FILE, mode="upsert", upsert_key="source_ref")
    assert counts(done) == (1, 0, 0, 0)
    [lead] = (await member.get(URL, params={"source_ref": "0970F99ED4a2CE4"})).json()["items"]
    assert (lead["name"], lead["company_name"]) == ("Victor Cochran", "Grimes, Madden and Huff")
    assert (lead["phone"], lead["phone_2"]) == ("+1-532-344-1362", "2754733370")
    assert (lead["email"], lead["email_2"]) == ("hatkinson@mclaughlin.com", "ygibbs@guzman.com")
    assert (lead["source"], lead["notes"]) == ("Retargeting Ads", "Speak own such.")
    assert lead["details"] == {"lead_owner": "Bethany Dixon", "deal_stage": "New Lead"}
    again = await run(member, bench, URL, FILE, mode="upsert", upsert_key="source_ref")
    assert counts(again) == (0, 0, 1, 0)
    changed = FILE.replace("New Lead", "Closed Won").replace("Speak own such.", "Bought.")
    assert counts(await run(member, bench, URL, changed, mode="upsert", upsert_key="email")) == (0, 1, 0, 0)
    [lead] = (await member.get(URL)).json()["items"]
    assert (lead["details"]["deal_stage"], lead["notes"]) == ("Closed Won", "Bought.")

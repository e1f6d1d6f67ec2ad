"""Leads that become one."""

from mewayz_testing.bench import ServiceBench

URL = "/api/v1/crm/leads"


async def test_leads_become_one_but_a_converted_one_stays(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    bodies = (
        {"first_name": "Jane", "source": "Ads", "source_ref": "1", "details": {"budget": "10", "city": "Rome"}},
        {"first_name": "Jane", "email": "j@example.com", "details": {"budget": "20", "team": "5"}},
    )
    ids = [(await member.post(URL, json={**body, "allow_duplicate": True})).json()["id"] for body in bodies]
    [found] = (await member.post(f"{URL}/duplicates", json={"ids": [ids[0]]})).json()["items"]
    assert [(one["id"], one["reason"]) for one in found["candidates"]] == [(ids[1], "name")]
    # The reference of the lead that is gone is free for the one it went into.
    body = {"ids": [ids[0]], "priority": ids[0]}
    survivor = (await member.post(f"{URL}/{ids[1]}/merge", json=body)).json()["survivor"]
    assert (survivor["source"], survivor["source_ref"], survivor["email"]) == ("Ads", "1", "j@example.com")
    assert survivor["details"] == {"budget": "10", "city": "Rome", "team": "5"}
    assert (await member.get(f"{URL}/{ids[0]}")).json()["code"] == "lead_merged"

    other = (await member.post(URL, json={"first_name": "Other"})).json()["id"]
    await member.post(f"{URL}/{ids[1]}/convert", json={})
    refused = await member.post(f"{URL}/{other}/merge", json={"ids": [ids[1]]})
    assert (refused.status_code, refused.json()["code"]) == (409, "lead_converted")
    done = await member.post(f"{URL}/{ids[1]}/merge", json={"ids": [other]})
    assert done.json()["survivor"]["status"] == "converted"

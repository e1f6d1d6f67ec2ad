"""Notes through their routes."""

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/crm/notes"


async def test_a_note_is_written_pinned_and_found_by_its_record(bench: ServiceBench) -> None:
    user = new_id()
    member = bench.member(await bench.workspace(), user_id=user)
    company = (await member.post("/api/v1/crm/companies", json={"name": "Acme"})).json()["id"]
    reader = str(new_id())
    about = {"subject_type": "company", "subject_id": company}
    created = await member.post(URL, json={**about, "body": "# Call\nThey like it.", "mentions": [reader, reader]})
    assert created.status_code == 201, created.text
    note = created.json()
    assert (note["author_id"], note["mentions"], note["pinned"]) == (str(user), [reader], False)
    await member.post(URL, json={**about, "body": "Second"})
    where = f"{URL}/{note['id']}"
    assert (await member.patch(where, json={"pinned": True, "mentions": []})).json()["mentions"] == []
    found = (await member.get(URL, params={"subject_id": company, "pinned": "true"})).json()["items"]
    assert [item["id"] for item in found] == [note["id"]]
    assert (await member.patch(where, json={"subject_id": company})).status_code == 422
    await member.delete(where)
    assert len((await member.get(URL)).json()["items"]) == 1
    assert (await member.post(f"{where}/restore")).json()["body"] == "# Call\nThey like it."


async def test_a_note_needs_a_record_of_its_own_workspace(bench: ServiceBench) -> None:
    member, stranger = bench.member(await bench.workspace()), bench.member(await bench.workspace())
    foreign = (await stranger.post("/api/v1/crm/companies", json={"name": "Theirs"})).json()["id"]
    for subject in (foreign, str(new_id())):
        refused = await member.post(URL, json={"subject_type": "company", "subject_id": subject, "body": "Hi"})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/subject_id")
    assert (await member.get(URL)).json()["items"] == []

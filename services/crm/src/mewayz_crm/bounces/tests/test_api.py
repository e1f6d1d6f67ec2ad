"""The route classifies and changes nothing."""

from mewayz_crm.bounces.tests.mails import POSTFIX, SENT
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/crm/bounces/parse"


async def test_a_mail_is_classified_and_nothing_changes(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    told = await bench.published()
    answer = await member.post(URL, json={"raw": POSTFIX})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["kind"], found["refers_to"]) == ("bounce", [SENT])
    assert [(one["address"], one["verdict"]) for one in found["recipients"]] == [
        ("jane@example.com", "hard"),
        ("john@example.com", "soft"),
    ]
    assert await bench.published() == told
    assert (await member.get("/api/v1/crm/suppressions")).json()["items"] == []


async def test_what_is_no_body_is_refused(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    assert (await bench.member(workspace).post(URL, json={"raw": ""})).status_code == 422
    assert (await bench.member(workspace, permissions=()).post(URL, json={"raw": "x"})).status_code == 403

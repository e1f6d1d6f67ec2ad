"""Campaigns through their routes, up to the moment they start."""

from uuid import uuid4

from mewayz_crm.campaigns.tests.making import URL, WORDS, desk
from mewayz_crm.tests.making import API, make
from mewayz_testing.bench import ServiceBench


def codes(answer: dict[str, object]) -> list[str]:
    return sorted(one["code"] for one in answer["blockers"])  # type: ignore[attr-defined]


async def test_a_draft_may_be_incomplete_and_the_preflight_says_what_is_missing(bench: ServiceBench) -> None:
    acme = await bench.workspace()
    member = bench.member(acme)
    made = await make(member, "campaigns", name="Empty")
    assert (made["state"], made["recipients"], made["variants"]) == ("draft", None, [])
    where = f"{URL}/{made['id']}"
    look = (await member.get(f"{where}/preflight")).json()
    assert (look["ready"], look["audience"]) == (False, 0)
    assert codes(look) == ["empty_audience", "missing_postal_address", "no_content", "no_list", "no_sender"]
    refused = await member.post(f"{where}/start", headers={"idempotency-key": "k"})
    assert (refused.status_code, refused.json()["code"]) == (409, "campaign_not_ready")
    assert refused.json()["blockers"] == look["blockers"]
    assert (await member.get(where)).json() == made


async def test_what_is_not_there_is_refused_where_it_is_written(bench: ServiceBench) -> None:
    made = await desk(bench, 1)
    other = bench.member(await bench.workspace())
    layout = await make(made.member, "mail-templates", key="l", kind="layout", editor="html", body="{{ content }}")
    for fields, pointer in (
        ({"audience": {"include": {"lists": [str(uuid4())]}}}, "/audience/include/lists"),
        ({"audience": {"exclude": {"segments": [str(uuid4())]}}}, "/audience/exclude/segments"),
        ({"variants": [{"template_id": layout["id"]}]}, "/variants/0/template_id"),
        ({"variants": [{"template_id": made.template_id, "data": {"x": "y"}}]}, "/variants/0/data/x"),
        ({"variants": [{"template_id": made.template_id, "subject": "{{ nobody }}"}]}, "/variants/0/subject"),
        ({"sender_id": str(uuid4())}, "/sender_id"),
    ):
        answer = await made.member.post(URL, json={"name": "No"} | fields)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text
    where = await made.campaign()
    assert (await other.get(where)).status_code == 404
    assert (await other.post(URL, json={"name": "x", "sender_id": made.sender_id})).status_code == 422
    assert (await made.member.patch(where, json={"audience": None})).status_code == 422
    assert (await made.member.patch(where, json={"sender_id": str(uuid4())})).status_code == 422
    changed = await made.member.patch(where, json={"name": "Better", "throttle_per_hour": 60})
    assert (changed.status_code, changed.json()["throttle_per_hour"]) == (200, 60)


async def test_every_reason_that_keeps_a_campaign_from_starting(bench: ServiceBench) -> None:
    made = await desk(bench, 3)
    member = made.member
    plain = await make(member, "mail-templates", key="plain", subject="Hi", body="Hi {{ code }}", variables=["code"])
    pending = await make(member, "senders", name="Other", address="x@other.example")
    gone = await make(member, "lists", name="Gone")
    segment = await make(member, "segments", name="Gone")
    where = await made.campaign(
        variants=[{"template_id": plain["id"]}, {"template_id": made.template_id}],
        sender_id=pending["id"],
        audience={
            "include": {"lists": [made.list_id]},
            "exclude": {"lists": [gone["id"]], "segments": [segment["id"]]},
        },
    )
    await member.delete(f"{API}/lists/{gone['id']}")
    await member.delete(f"{API}/segments/{segment['id']}")
    assert codes((await member.get(f"{where}/preflight")).json()) == [
        "no_test",
        "no_unsubscribe_link",
        "postal_address_not_shown",
        "sender_unverified",
        "unknown_list",
        "unknown_segment",
        "unknown_variable",
    ]
    where = await made.campaign()
    assert (await member.get(f"{where}/preflight")).json() == {"ready": True, "audience": 3, "blockers": []}


async def test_only_who_may_send_sends_and_a_copy_is_a_draft(bench: ServiceBench) -> None:
    made = await desk(bench, 2)
    where = await made.campaign()
    editor = bench.member(made.workspace_id, permissions=("crm.*:read", "crm.*:write"))
    for verb in ("start", "schedule", "pause", "resume", "cancel", "unschedule", "test", "retry-unconfirmed"):
        answer = await editor.post(f"{where}/{verb}", json={}, headers={"idempotency-key": str(uuid4())})
        assert answer.status_code == 403, verb
    assert await made.state(where) == "draft"
    assert [row for row in await bench.inbox("pending") if row.consumer.startswith("campaigns.")] == []
    copy = await editor.post(f"{where}/duplicate")
    assert (copy.status_code, copy.json()["name"], copy.json()["state"]) == (201, "Sale (copy)", "draft")
    assert copy.json()["audience"] == (await made.member.get(where)).json()["audience"]
    for verb in ("pause", "resume", "cancel", "unschedule"):
        refused = await made.do(where, verb)
        assert (refused.status_code, refused.json()["code"]) == (409, "invalid_transition"), verb
    assert (await made.member.delete(where)).status_code == 204


async def test_a_test_goes_to_an_own_address_only(mailing: ServiceBench, post: object) -> None:
    made = await desk(mailing)
    where = await made.campaign()
    refused = await made.do(where, "test", to="stranger@example.com")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not_own_address")
    assert (await made.do(where, "test", to="news@acme.example", variant=3)).status_code == 422
    ada = await make(made.member, first_name="Ada", emails=[{"address": "ada@example.com"}])
    answer = await made.do(where, "test", to="news@acme.example", contact_id=ada["id"])
    assert answer.status_code == 202, answer.text
    await mailing.run_until_idle()
    [mail] = post.to("news@acme.example")  # type: ignore[attr-defined]
    assert mail["Subject"] == "[Test] Big sale"
    assert "Hello Ada!" in post.text(mail)  # type: ignore[attr-defined]
    assert "Hello" in WORDS
    assert await made.recipients(where) == []

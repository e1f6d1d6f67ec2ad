"""Test mails of templates: to addresses of the workspace's own, and nowhere else."""

from typing import Any

import httpx2

from mewayz_crm.campaigns.tests.making import desk
from mewayz_crm.tests.making import API
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL = f"{API}/mail-templates"
OWN = "news@acme.example"
BODY = {
    "key": "hello",
    "subject": "Hello {{ contact.first_name }}",
    "body": "{{ shop }} says hello to {{ contact.email }}.\n\n[Leave]({{ unsubscribe_url }})",
    "variables": ["shop"],
}


async def make(member: httpx2.AsyncClient, **fields: Any) -> str:
    answer = await member.post(URL, json=BODY | fields)
    assert answer.status_code == 201, answer.text
    return f"{URL}/{answer.json()['id']}/test"


async def test_a_template_is_mailed_as_it_would_be_read(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing)
    member = made.member
    where = await make(member)
    person = {"first_name": "Ada", "emails": [{"address": "ada@example.com"}]}
    contact = (await member.post(f"{API}/contacts", json=person)).json()["id"]
    body = {"to": "News@ACME.example", "contact_id": contact, "data": {"shop": "Acme"}, "sender_id": made.sender_id}
    answer = await member.post(where, json=body, headers={"idempotency-key": "once"})
    assert answer.status_code == 202, answer.text
    again = await member.post(where, json=body, headers={"idempotency-key": "once"})
    assert (again.json(), again.headers["idempotency-replayed"]) == (answer.json(), "true")
    await mailing.run_until_idle()
    [mail] = post.mails.values()
    assert (mail["Subject"], mail["From"].addresses[0].addr_spec) == ("[Test] Hello Ada", OWN)
    assert "Acme says hello to ada@example.com." in post.text(mail)
    assert mail["List-Unsubscribe"] is None, "a test is no marketing"
    path = "/u/" + post.text(mail).partition("/u/")[2].split()[0].rstrip(")>")
    assert (await mailing.client().get(path, headers={"accept": "text/html"})).status_code == 200

    message = (await member.get(f"{API}/messages/{answer.json()['message_id']}")).json()
    assert (message["category"], message["purpose"], message["state"]) == ("transactional", "template_test", "sent")
    assert (message["campaign_id"], message["contact_id"]) == (None, None)
    timeline = (await member.get(f"{API}/timeline", params={"subject_id": contact})).json()["items"]
    assert not [entry for entry in timeline if "message" in entry["kind"]]


async def test_values_that_nobody_gave_stand_as_their_names(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing)
    assert (await made.member.post(await make(made.member), json={"to": OWN})).status_code == 202
    await mailing.run_until_idle()
    [mail] = post.mails.values()
    assert mail["Subject"] == "[Test] Hello [first_name]"
    assert "[shop] says hello to [email]." in post.text(mail)


async def test_what_is_wrong_is_said_and_nothing_is_sent(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing)
    member, other = made.member, mailing.member(await mailing.workspace())
    where = await make(member)
    foreign = (await other.post(f"{API}/contacts", json={"first_name": "Eve"})).json()["id"]
    pending = {"name": "Pending", "address": "pending@acme.example"}
    unproven = (await member.post(f"{API}/senders", json=pending)).json()
    for body, status, code in (
        ({"to": "stranger@example.com"}, 422, "not_own_address"),
        ({"to": "pending@acme.example"}, 422, "not_own_address"),
        ({"to": "nobody"}, 422, "value_error"),
        ({}, 422, "missing"),
        ({"to": OWN, "data": {"colour": "red"}}, 422, "unknown_variable"),
        ({"to": OWN, "sender_id": unproven["id"]}, 422, "unknown_reference"),
        ({"to": OWN, "cc": "a@example.com"}, 422, "extra_forbidden"),
        ({"to": OWN, "contact_id": foreign}, 404, None),
    ):
        answer = await member.post(where, json=body)
        assert answer.status_code == status, (body, answer.text)
        if code is not None:
            assert answer.json()["errors"][0]["code"] == code, (body, answer.text)
    layout = await make(member, key="layout", kind="layout", editor="html", subject="", body="<p>{{ content }}</p>")
    refused = await member.post(layout, json={"to": OWN})
    assert (refused.status_code, refused.json()["code"]) == (409, "layout_is_no_mail")
    assert (await other.post(where, json={"to": OWN})).status_code == 404
    viewer = mailing.member(made.workspace_id, permissions=("crm.*:read",))
    assert (await viewer.post(where, json={"to": OWN})).status_code == 403
    post.open = False
    mailing.clock.advance(seconds=10)  # for so long the answer of before is believed
    off = await member.post(where, json={"to": OWN})
    assert (off.status_code, off.json()["code"]) == (409, "provider_not_configured")
    await mailing.run_until_idle()
    assert post.mails == {}
    assert (await member.get(f"{API}/messages")).json()["items"] == []


async def test_an_address_gets_so_many_tests_an_hour(mailing: ServiceBench, post: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("mewayz_crm.messages.trials.AT_ONCE", 3)
    made = await desk(mailing)
    where = await make(made.member)
    asked = await race_statuses(lambda _: made.member.post(where, json={"to": OWN}), callers=6)
    assert asked == {202: 3, 429: 3}
    refused = await made.member.post(where, json={"to": OWN})
    assert (refused.json()["code"], 3590 < int(refused.headers["retry-after"]) <= 3601) == ("rate_limited", True)
    campaign = await made.campaign()
    assert (await made.do(campaign, "test", to=OWN)).status_code == 429, "tests of campaigns count with them"
    mailing.clock.advance(hours=1, seconds=1)
    assert (await made.member.post(where, json={"to": OWN})).status_code == 202
    await mailing.run_until_idle()
    assert len(post.mails) == 4

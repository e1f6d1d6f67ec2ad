"""Messages through their routes: a transactional mail is asked for once, and its row says what became of it."""

from typing import Any

import httpx2
import pytest

from mewayz_crm.tests.making import API, make
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL = f"{API}/messages"
JANE = "Jane@Example.com"
WORDS = {"to": JANE, "subject": "Your appointment", "text": "See you at <nine>.\n\nBye"}


async def send(member: httpx2.AsyncClient, **change: Any) -> httpx2.Response:
    body = {name: value for name, value in (WORDS | change).items() if value is not None}
    return await member.post(URL, json=body, headers={"idempotency-key": str(new_id())})


async def seen(member: httpx2.AsyncClient, answer: httpx2.Response) -> dict[str, Any]:
    """The message of an answer, as it is now."""
    assert answer.status_code == 202, answer.text
    return dict((await member.get(f"{URL}/{answer.json()['id']}")).json())


async def test_a_transactional_mail_is_kept_sent_and_found(mailing: ServiceBench, post: Any) -> None:
    acme, other = await mailing.workspace(), await mailing.workspace()
    member, stranger = mailing.member(acme), mailing.member(other)
    person = await make(member, emails=[{"address": JANE}])
    asked = await send(member, to_name="Jane Doe")
    assert (asked.json()["state"], asked.json()["category"]) == ("queued", "transactional")
    await mailing.run_until_idle()
    row = await seen(member, asked)
    assert (row["state"], row["attempts"], row["contact_id"]) == ("sent", 1, person["id"])
    assert (row["from_address"], row["from_name"]) == ("no-reply@mewayz.invalid", "Acme")
    [mail] = post.to("Jane Doe <Jane@example.com>")
    assert "<p>See you at &lt;nine&gt;.</p><p>Bye</p>" in row["html"]
    assert "See you at <nine>." in post.text(mail)
    assert {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(mail.keys()) == set()
    wanted = {"to": "jane@EXAMPLE.com", "state": "sent", "category": "transactional", "contact_id": person["id"]}
    for query, count in ((wanted, 1), (wanted | {"state": "failed"}, 0), ({"to": "x@example.com"}, 0)):
        assert len((await member.get(URL, params=query)).json()["items"]) == count
    assert (await member.get(URL, params={"to": "nobody"})).status_code == 400
    assert (await stranger.get(URL)).json()["items"] == []
    assert (await stranger.get(f"{URL}/{row['id']}")).status_code == 404
    assert (await stranger.post(f"{URL}/{row['id']}/resend")).status_code == 404
    line = {"subject_id": person["id"], "kind": "message.sent"}
    [entry] = (await member.get(f"{API}/timeline", params=line)).json()["items"]
    assert entry["data"]["message_subject"] == "Your appointment"


async def test_ten_times_one_key_is_one_mail(mailing: ServiceBench, post: Any) -> None:
    member = mailing.member(await mailing.workspace())
    statuses = await race_statuses(lambda _: send(member, dedupe_key="visit-1"), callers=10)
    assert statuses == {202: 10}
    await mailing.run_until_idle()
    assert len(post.to("Jane@example.com")) == 1
    again = await send(member, dedupe_key="visit-1", subject="Another")
    assert (again.json()["state"], again.json()["subject"]) == ("sent", "Your appointment")
    [_] = (await member.get(URL)).json()["items"]


async def test_who_unsubscribed_still_gets_it_and_who_is_suppressed_does_not(mailing: ServiceBench, post: Any) -> None:
    member = mailing.member(await mailing.workspace())
    for reason, state in (("unsubscribed_all", "sent"), ("hard_bounce", "suppressed"), ("complaint", "suppressed")):
        address = f"{reason}@example.com"
        await make(member, "suppressions", value=address, reason=reason)
        asked = await send(member, to=address)
        await mailing.run_until_idle()
        row = await seen(member, asked)
        assert (row["state"], row["error"]) == (state, None if state == "sent" else reason)
        assert len(post.to(address)) == (state == "sent")
    await make(member, "suppressions", kind="domain", value="gone.example")
    await member.patch(f"{API}/settings", json={"blocked_domains": ["blocked.example"]})
    for address, reason in (("a@gone.example", "manual"), ("a@blocked.example", "domain_not_allowed")):
        asked = await send(member, to=address)
        await mailing.run_until_idle()
        assert (await seen(member, asked))["error"] == reason


async def test_a_template_is_filled_in_with_exactly_its_variables(mailing: ServiceBench, post: Any) -> None:
    member = mailing.member(await mailing.workspace())
    await make(member, first_name="Jane", emails=[{"address": JANE}])
    template = {"kind": "transactional", "subject": "Hello {{ contact.first_name }}", "variables": ["hour"]}
    await make(member, "mail-templates", key="visit", body="At **{{ hour }}**, {{ workspace.name }}", **template)
    await make(member, "mail-templates", key="news", subject="News", body="New")
    own = {"subject": None, "text": None}
    asked = await send(member, template_key="visit", data={"hour": "<9>"}, **own)
    assert asked.status_code == 202, asked.text
    shown = asked.json()
    assert (shown["subject"], shown["purpose"]) == ("Hello Jane", "visit")
    assert "<strong>&lt;9&gt;</strong>, Acme" in shown["html"]
    before = len((await member.get(URL)).json()["items"])
    for change, pointer in (
        ({"template_key": "news", **own}, "/template_key"),
        ({"template_key": "visit", **own}, "/data"),
        ({"template_key": "visit", "data": {"hour": "9", "day": "x"}, **own}, "/data/day"),
        ({"template_key": "visit", "data": {"hour": "9"}}, ""),
        ({"text": None}, ""),
        ({"to": "nobody"}, "/to"),
        ({"sender_id": str(new_id())}, "/sender_id"),
        ({"to_name": "two\nlines"}, "/to_name"),
    ):
        refused = await send(member, **change)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), refused.text
    assert len((await member.get(URL)).json()["items"]) == before


async def test_what_failed_is_sent_again_by_hand_with_its_message_id(open_bench: Any, smtp: Any) -> None:
    async with open_bench(crm_mail_url=smtp.url) as bench:
        member = bench.member(await bench.workspace())
        smtp.answers += ["554 no"]
        asked = await send(member)
        await bench.run_until_idle()
        failed = await seen(member, asked)
        assert failed["state"] == "failed"
        stranger = bench.member(await bench.workspace())
        assert (await stranger.post(f"{URL}/{failed['id']}/resend")).status_code == 404
        statuses = await race_statuses(lambda _: member.post(f"{URL}/{failed['id']}/resend"), callers=5)
        assert (statuses[202], sum(statuses.values())) == (1, 5), statuses
        await bench.run_until_idle()
        assert (await seen(member, asked))["state"] == "sent"
        late = await member.post(f"{URL}/{failed['id']}/resend")
        assert (late.status_code, late.json()["code"]) == (409, "invalid_transition")
        [mail] = smtp.mails
        assert mail["Message-ID"] == f"<{failed['rfc_message_id']}>"


async def test_words_go_after_as_many_days_as_the_workspace_keeps_them(mailing: ServiceBench) -> None:
    usual, short = [mailing.member(await mailing.workspace()) for _ in range(2)]
    await short.patch(f"{API}/settings", json={"mail_body_days": 2})
    rows = [(member, await send(member)) for member in (usual, short)]
    await mailing.run_until_idle()
    for days, kept in ((1, [True, True]), (2, [True, False]), (178, [False, False])):
        mailing.clock.advance(days=days)
        await mailing.run_until_idle()
        now = [await seen(member, asked) for member, asked in rows]
        assert [row["html"] is not None for row in now] == [row["text"] is not None for row in now] == kept
    assert [row["subject"] for row in now] == ["Your appointment"] * 2


@pytest.mark.parametrize("permissions", [["crm.*:read"], ["crm.*:write"], ["crm.messages:read"]])
async def test_sending_is_a_permission_of_its_own(bench: ServiceBench, permissions: list[str]) -> None:
    workspace = await bench.workspace()
    key = bench.client(kind="key", sub="k1", ws=workspace, scope=" ".join(permissions), pv=1)
    for caller in (key, bench.member(workspace, permissions=permissions)):
        assert (await send(caller)).status_code == 403
    sender = bench.client(kind="key", sub="k2", ws=workspace, scope="crm.messages:send", pv=1)
    assert (await send(sender)).status_code == 202


async def test_who_sees_only_their_own_contacts_sees_the_mails_to_them(mailing: ServiceBench, post: Any) -> None:
    workspace, ann = await mailing.workspace(), new_id()
    boss = mailing.member(workspace)
    seller = mailing.member(workspace, user_id=ann, role="sales")
    await boss.put(f"{API}/record-access", json={"roles": {"sales": "own"}})
    mine = await make(boss, first_name="Mine", owner_id=str(ann), emails=[{"address": "mine@example.com"}])
    await make(boss, first_name="Other", emails=[{"address": "other@example.com"}])
    for address in ("mine@example.com", "other@example.com"):
        answer = await send(boss, to=address)
    shown = (await seller.get(URL, params={"count": "true"})).json()
    assert ([row["contact_id"] for row in shown["items"]], shown["total"]) == ([mine["id"]], 1)
    hidden = answer.json()["id"]
    assert (await seller.get(f"{URL}/{hidden}")).status_code == 404
    assert (await seller.post(f"{URL}/{hidden}/resend")).status_code == 404

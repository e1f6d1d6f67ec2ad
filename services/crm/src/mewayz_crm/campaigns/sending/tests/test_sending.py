"""A campaign on its way to its recipients: each gets one mail, nobody gets one who does not want it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.campaigns.recipients.models import CampaignRecipient
from mewayz_crm.campaigns.tests.making import URL, addresses, desk, subscription
from mewayz_crm.contacts.models import ContactEmail
from mewayz_crm.lists.subscriptions.models import Subscription
from mewayz_crm.mail import links
from mewayz_crm.tests.making import API, make
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses


async def used(bench: ServiceBench, workspace_id: UUID) -> int:
    """The mails of this month."""
    usage = bench.runtime.service.tables.usage
    mine = (usage.c.workspace_id == workspace_id) & (usage.c.metric == "crm.mails_month")
    async with bench.runtime.db.read.connect() as connection:
        return int((await connection.execute(sa.select(usage.c.used).where(mine))).scalar_one())


async def test_everybody_with_consent_gets_one_mail_with_their_own_links(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 2, name="Acme")
    contact = await make(made.member, first_name="Ada", emails=[{"address": "P0@example.com"}])
    other = await make(made.member, "lists", name="Other", opt_in="single")
    async with mailing.uow(workspace_id=made.workspace_id) as uow:
        for state in ("unconfirmed", "unsubscribed"):
            uow.add(subscription(uow, made.list_id, f"{state}@example.com", state))
        uow.add(subscription(uow, other["id"], "p1@example.com"))
        uow.add(subscription(uow, other["id"], "elsewhere@example.com"))
    where = await made.started()
    await mailing.run_until_idle()
    assert addresses(list(post.mails.values())) == ["p0@example.com", "p1@example.com"]
    [mail] = post.to("Ada <p0@example.com>")
    text = post.text(mail)
    assert mail["Subject"] == "Big sale"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for where_from in (mail["List-Unsubscribe"].strip("<>"), text):
        token = where_from.partition("/u/")[2].split()[0].rstrip(")")
        link = links.read(mailing.runtime, token, "unsubscribe")
        assert (str(link.list_id), link.address) == (made.list_id, "p0@example.com")
    assert "d=acme.example" in mail["DKIM-Signature"]
    assert "Hello Ada!" in text
    assert "Acme, 1 Main Street" in text
    assert "Sent with Mewayz" in text
    assert "Hello you!" in post.text(post.to("p1@example.com")[0])
    shown = (await made.member.get(where)).json()
    assert (shown["state"], shown["recipients"], shown["variants"][0]["template_version"]) == ("finished", 2, 1)
    sent = {one["address"]: one for one in await made.recipients(where)}
    assert {one["state"] for one in sent.values()} == {"sent"}
    assert sent["p0@example.com"]["contact_id"] == contact["id"]
    stats = (await made.member.get(f"{where}/stats")).json()
    assert (stats["recipients"], stats["sent"], stats["queued"], stats["variants"][0]["sent"]) == (2, 2, 0, 2)
    assert await used(mailing, made.workspace_id) == 2
    for name in ("started", "finished"):
        [event] = await mailing.published(f"crm.campaign.{name}.v1")
        assert event.data["campaign_id"] == shown["id"]
    way_out = "/u/" + text.partition("/u/")[2].split()[0].rstrip(")")
    await made.member.delete(f"{API}/lists/{made.list_id}")
    await made.member.delete(where)
    left = await mailing.client().post(way_out, data={"List-Unsubscribe": "One-Click"})
    assert left.status_code == 200, "the link outlives list and campaign"
    async with mailing.uow(workspace_id=made.workspace_id) as uow:
        state = sa.select(col(Subscription.state)).where(col(Subscription.address_norm) == "p0@example.com")
        assert await uow.scalar(state) == "unsubscribed"
    assert await mailing.inbox("dead") == []


async def test_an_audience_is_lists_narrowed_by_segments_without_who_is_excluded(
    mailing: ServiceBench, post: Any
) -> None:
    made = await desk(mailing, 6)
    for place, title in enumerate(("in", "in", "out", "in")):
        await make(made.member, title=title, first_name="A", emails=[{"address": f"p{place}@example.com"}])
    await make(made.member, title="in", emails=[{"address": "no-consent@example.com"}])
    wanted = {"field": "title", "op": "eq", "value": "in"}
    fields = {"kind": "dynamic", "filter": wanted}
    segment = await make(made.member, "segments", name="In", **fields)
    static = await make(made.member, "segments", name="Some")
    out = await make(made.member, "lists", name="Out", opt_in="single")
    async with mailing.uow(workspace_id=made.workspace_id) as uow:
        uow.add(subscription(uow, out["id"], "p1@example.com"))
    narrowed = {"lists": [made.list_id], "segments": [segment["id"], static["id"]]}
    where = await made.started(audience={"include": narrowed, "exclude": {"lists": [out["id"]]}})
    assert sorted(one["address"] for one in await made.recipients(where)) == ["p0@example.com", "p3@example.com"]
    without = {"include": {"lists": [made.list_id, out["id"]]}, "exclude": {"segments": [segment["id"]]}}
    rest = await made.started(audience=without)
    found = sorted(one["address"] for one in await made.recipients(rest))
    assert found == ["p2@example.com", "p4@example.com", "p5@example.com"], "of two lists each address once"


async def test_what_happens_before_the_claim_counts(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 5)
    await make(made.member, emails=[{"address": "p3@example.com"}])
    async with mailing.uow(workspace_id=made.workspace_id) as uow:
        uow.add(subscription(uow, made.list_id, "p9@refused.example"))
    where = await made.started()
    async with mailing.uow(workspace_id=made.workspace_id) as uow:
        invalid = sa.update(ContactEmail).where(col(ContactEmail.address_norm) == "p3@example.com")
        await uow.execute(invalid.values(invalid=True))
        waiting = sa.update(Subscription).where(col(Subscription.address_norm) == "p4@example.com")
        await uow.execute(waiting.values(state="unconfirmed"))
    rows = (await made.member.get(f"{API}/subscriptions", params={"address": "p0@example.com"})).json()["items"]
    assert (await made.member.post(f"{API}/subscriptions/{rows[0]['id']}/unsubscribe")).status_code == 200
    await make(made.member, "suppressions", value="p1@example.com", reason="complaint")
    await make(made.member, "suppressions", kind="domain", value="refused.example")
    await mailing.run_until_idle()
    assert addresses(list(post.mails.values())) == ["p2@example.com"]
    skipped = {one["address"]: one["skip_reason"] for one in await made.recipients(where, state="skipped")}
    assert {address.partition("@")[0]: reason for address, reason in skipped.items()} == {
        "p0": "unsubscribed",
        "p1": "suppressed",
        "p3": "invalid",
        "p4": "unconfirmed",
        "p9": "suppressed",
    }
    assert await used(mailing, made.workspace_id) == 1, "what was skipped is given back"
    assert (await made.member.get(f"{where}/stats")).json()["skipped_because"]["suppressed"] == 2


async def test_paused_and_resumed_each_gets_one_and_a_later_contact_nothing(mailing: ServiceBench, post: Any) -> None:
    """crm.md §11.9."""
    made = await desk(mailing, 7)
    where = await made.started(throttle_per_hour=180)
    await mailing.run_until_idle()
    assert (await made.states(where)).count("sent") == 3
    assert (await made.do(where, "pause")).json()["state"] == "paused"
    await made.subscribe(1, prefix="late")
    mailing.clock.advance(hours=1)
    await mailing.run_until_idle()
    assert (await made.states(where)).count("sent") == 3
    for change in ({"name": "Other"}, {"variants": []}):
        refused = await made.member.patch(where, json=change)
        assert (refused.status_code, refused.json()["code"]) == (409, "campaign_started")
    assert (await made.member.delete(where)).json()["code"] == "campaign_active"
    await made.member.patch(
        f"{API}/mail-templates/{made.template_id}", json={"subject": "x"}, headers={"if-match": "*"}
    )
    assert (await made.do(where, "resume")).status_code == 200
    for _ in range(3):
        await mailing.run_until_idle()
        mailing.clock.advance(minutes=1)
    assert await made.state(where) == "finished"
    assert addresses(list(post.mails.values())) == [f"p{place}@example.com" for place in range(7)]
    assert {str(mail["Subject"]) for mail in post.mails.values()} == {"Big sale"}, "the pinned version"
    moves = [(m["from_state"], m["to_state"]) for m in (await made.member.get(f"{where}/history")).json()["items"]]
    assert moves == [("running", "finished"), ("paused", "running"), ("running", "paused"), ("draft", "running")]
    [first, again] = await mailing.published("crm.campaign.started.v1")
    assert (first.data["resumed"], again.data["resumed"]) == (False, True)


async def test_cancel_leaves_the_rest_skipped(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 5)
    where = await made.started(throttle_per_hour=120)
    await mailing.run_until_idle()
    assert (await made.do(where, "cancel")).json()["state"] == "cancelled"
    mailing.clock.advance(hours=2)
    await mailing.run_until_idle()
    rows = await made.recipients(where)
    assert (
        sorted((one["state"], one["skip_reason"]) for one in rows if one["state"] == "skipped")
        == [("skipped", "cancelled")] * 3
    )
    assert len(post.mails) == 2
    assert await used(mailing, made.workspace_id) == 2
    assert len(await mailing.published("crm.campaign.cancelled.v1")) == 1
    assert (await made.do(where, "resume")).json()["code"] == "invalid_transition"


async def test_a_campaign_larger_than_the_month_is_refused_before_the_first_mail(
    mailing: ServiceBench, post: Any
) -> None:
    made = await desk(mailing, 4, limits={"crm.mails_month": 7})
    where = await made.campaign()
    second = await made.campaign()

    async def start(number: int) -> Any:
        return await made.do((where, second)[number], "start")

    assert await race_statuses(start, callers=2) == {200: 1, 402: 1}
    await mailing.run_until_idle()
    assert len(post.mails) == 4
    [refused] = [path for path in (where, second) if await made.state(path) == "draft"]
    assert await made.recipients(refused) == []
    answer = await made.do(refused, "start")
    assert (answer.json()["code"], answer.json()["used"], answer.json()["limit"]) == ("plan_limit_reached", 4, 7)


async def test_scheduled_for_each_by_their_own_clock(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 3, timezone="Europe/Berlin")
    for place, zone in enumerate(("Asia/Tokyo", "America/New_York")):
        await make(made.member, tz=zone, emails=[{"address": f"p{place}@example.com"}])
    where = await made.campaign()
    at = mailing.clock.now().replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=3)
    past = await made.do(where, "schedule", at="2020-01-01T00:00:00Z")
    assert past.status_code == 422
    answer = await made.do(where, "schedule", at=at.isoformat(), send_local=True)
    assert (answer.status_code, answer.json()["state"]) == (200, "scheduled"), answer.text
    wall = at.astimezone().isoformat()
    assert wall
    expected = []
    for hours, address in ((-9, "p0@example.com"), (0, "p2@example.com"), (6, "p1@example.com")):
        moment = at + timedelta(hours=hours + (1 if hours < 0 else 0))
        mailing.clock.advance(seconds=(moment - mailing.clock.now()).total_seconds() - 60)
        await mailing.run_until_idle()
        assert addresses(list(post.mails.values())) == sorted(expected), address
        mailing.clock.advance(seconds=61)
        await mailing.run_until_idle()
        expected.append(address)
        assert addresses(list(post.mails.values())) == sorted(expected), address
    assert await made.state(where) == "finished"


async def test_unscheduled_it_does_not_start_and_what_is_not_ready_goes_back(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 1)
    where = await made.campaign()
    at = (mailing.clock.now() + timedelta(hours=1)).isoformat()
    assert (await made.do(where, "schedule", at=at)).status_code == 200
    assert (await made.do(where, "unschedule")).json()["state"] == "draft"
    mailing.clock.advance(hours=2)
    await mailing.run_until_idle()
    assert (await made.state(where), len(post.mails)) == ("draft", 0)
    at = (mailing.clock.now() + timedelta(hours=1)).isoformat()
    assert (await made.do(where, "schedule", at=at)).status_code == 200
    await made.member.patch(f"{API}/settings", json={"postal_address": None})
    mailing.clock.advance(hours=2)
    await mailing.run_until_idle()
    shown = (await made.member.get(where)).json()
    assert (shown["state"], shown["reason"], shown["scheduled_at"]) == ("draft", "campaign_not_ready", None)
    assert await made.recipients(where) == []
    assert len(await mailing.published("crm.notice.requested.v1")) == 1
    assert await mailing.inbox("dead") == []


async def test_a_frequency_cap_and_the_cap_of_the_sender(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 3)
    await made.member.patch(f"{API}/settings", json={"frequency_cap_mails": 1, "frequency_cap_days": 7})
    await made.member.patch(f"{API}/senders/{made.sender_id}", json={"daily_cap": 2})
    first = await made.started()
    await mailing.run_until_idle()
    assert await made.states(first) == ["queued", "sent", "sent"]
    mailing.clock.advance(days=1)
    await mailing.run_until_idle()
    assert (await made.states(first), await made.state(first)) == (["sent"] * 3, "finished")
    second = await made.started()
    await mailing.run_until_idle()
    rows = await made.recipients(second)
    assert [(one["state"], one["skip_reason"]) for one in rows] == [("skipped", "frequency_cap")] * 3
    mailing.clock.advance(days=8)
    third = await made.started()
    mailing.clock.advance(days=1)
    await mailing.run_until_idle()
    mailing.clock.advance(days=1)
    await mailing.run_until_idle()
    assert await made.states(third) == ["sent"] * 3


async def test_a_closed_workspace_sends_nothing_until_somebody_resumes(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 3)
    where = await made.started(throttle_per_hour=60)
    later = await made.campaign()
    at = (mailing.clock.now() + timedelta(hours=1)).isoformat()
    await made.do(later, "schedule", at=at)
    await mailing.run_until_idle()
    snapshot = {"id": str(made.workspace_id), "name": "Acme", "slug": "acme", "timezone": "UTC", "locale": "en"}
    snapshot |= {"currency": "EUR"}
    for verb, status, version in (("suspended", "suspended", 50), ("reinstated", "active", 51)):
        told = snapshot | {"status": status, "version": version}
        for _ in range(2):
            await mailing.deliver(f"workspace.workspace.{verb}.v1", told, workspace_id=made.workspace_id)
        mailing.clock.advance(hours=2)
        await mailing.run_until_idle()
        shown = (await made.member.get(where)).json()
        assert (shown["state"], shown["reason"], len(post.mails)) == ("paused", "workspace_suspended", 1)
        assert await made.state(later) == "draft"
    assert (await made.do(where, "resume")).status_code == 200
    for _ in range(3):
        await mailing.run_until_idle()
        mailing.clock.advance(minutes=1)
    assert (await made.state(where), len(post.mails)) == ("finished", 3)


async def test_the_list_of_recipients_is_read_only_and_of_one_workspace(mailing: ServiceBench) -> None:
    made = await desk(mailing, 2)
    where = await made.started()
    [one, _] = await made.recipients(where)
    assert await made.recipients(where, address="P1@example.com") != []
    path = f"{API}/campaign-recipients/{one['id']}"
    assert (await made.member.get(path)).json()["address"] == one["address"]
    assert (await made.member.delete(path)).status_code == 405
    stranger = mailing.member(await mailing.workspace())
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.get(f"{where}/stats")).status_code == 404
    assert CampaignRecipient.__tablename__ == "campaign_recipients"
    assert URL in where

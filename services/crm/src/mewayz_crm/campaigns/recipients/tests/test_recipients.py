"""What a campaign keeps of a person, and lets go of."""

from typing import Any

import sqlalchemy as sa

from mewayz_crm.campaigns.models import Campaign
from mewayz_crm.campaigns.recipients.audience import fix
from mewayz_crm.campaigns.recipients.models import CampaignRecipient
from mewayz_crm.campaigns.tests.making import addresses, desk
from mewayz_crm.tests.making import API, make
from mewayz_testing.bench import ServiceBench


async def test_an_erased_person_is_counted_without_a_name_and_gets_nothing(mailing: ServiceBench, post: Any) -> None:
    made = await desk(mailing, 3)
    ada = await make(made.member, first_name="Ada", emails=[{"address": "p0@example.com"}])
    sent = await made.started()
    await mailing.run_until_idle()
    waiting = await made.started(throttle_per_hour=1)
    shown = (await made.member.get(f"{API}/contacts/{ada['id']}/personal-data")).json()
    assert [one["address"] for one in shown["campaign_recipients"]] == ["p0@example.com"] * 2
    assert (await made.member.post(f"{API}/contacts/{ada['id']}/erase")).status_code == 200
    for _ in range(4):
        await mailing.run_until_idle()
        mailing.clock.advance(hours=1)
    async with mailing.runtime.db.read.connect() as connection:
        columns = sa.inspect(CampaignRecipient).local_table.c
        names = (await connection.execute(sa.select(columns.address, columns.address_norm))).all()
    assert not [name for name in names if "p0" in f"{name}"]
    assert await made.states(sent) == ["sent"] * 3
    assert await made.states(waiting) == ["sent", "sent", "skipped"]
    assert addresses(list(post.mails.values())).count("p0@example.com") == 1
    assert (await made.member.get(f"{sent}/stats")).json()["sent"] == 3


async def test_merged_contacts_keep_their_campaigns(mailing: ServiceBench) -> None:
    made = await desk(mailing, 2)
    one, two = [await make(made.member, emails=[{"address": f"p{place}@example.com"}]) for place in range(2)]
    where = await made.started()
    await mailing.run_until_idle()
    answer = await made.member.post(f"{API}/contacts/{one['id']}/merge", json={"ids": [two["id"]]})
    assert answer.status_code == 200, answer.text
    assert [row["contact_id"] for row in await made.recipients(where)] == [one["id"]] * 2


async def test_recipients_are_seen_with_their_contact(bench: ServiceBench) -> None:
    made = await desk(bench, 3)
    limited = bench.member(made.workspace_id, role="editor")
    await made.member.put(f"{API}/record-access", json={"roles": {"editor": "own"}})
    mine = await limited.post(f"{API}/contacts", json={"emails": [{"address": "p0@example.com"}]})
    assert mine.status_code == 201, mine.text
    where = await made.campaign()
    assert (await limited.get(f"{where}/preflight")).json()["audience"] == 3, "an audience is the workspace's"
    assert (await made.do(where, "start")).status_code == 200
    asked = {"campaign_id": where.rpartition("/")[2]}
    seen = (await limited.get(f"{API}/campaign-recipients", params=asked)).json()["items"]
    assert [one["address"] for one in seen] == ["p0@example.com"]
    assert (await limited.get(f"{where}/stats")).json()["recipients"] == 3
    cancelled = await limited.post(f"{where}/cancel")
    assert cancelled.status_code == 200
    assert await made.states(where) == ["skipped"] * 3


async def test_every_recipient_has_an_id_and_a_number_of_its_own(bench: ServiceBench) -> None:
    made = await desk(bench, 300)
    where = await made.campaign()
    async with bench.uow(workspace_id=made.workspace_id) as uow:
        [row] = await uow.all(sa.select(Campaign))
        fixed = await fix(uow, row, home="UTC")
        assert fixed.number == 300
        rows = await uow.all(sa.select(CampaignRecipient))
    assert len({one.id for one in rows}) == 300
    assert sorted(one.number for one in rows) == list(range(1, 301))
    by_number = [one.address for one in sorted(rows, key=lambda one: one.number)]
    assert by_number != sorted(by_number), "the test group is chosen by chance"
    assert where


async def test_recipients_are_found_by_the_beginning_of_their_address(bench: ServiceBench) -> None:
    made = await desk(bench, 12)
    where = await made.campaign()
    assert (await made.do(where, "start")).status_code == 200
    url, here = f"{API}/campaign-recipients", {"campaign_id": where.rpartition("/")[2], "count": "true"}
    for begins, found in (
        ("p1", {"p1@example.com", "p10@example.com", "p11@example.com"}),
        (" P1@Example", {"p1@example.com"}),
        ("example", set()),
        ("p_", set()),
        ("%", set()),
    ):
        page = (await made.member.get(url, params=here | {"q": begins})).json()
        assert ({one["address"] for one in page["items"]}, page["total"]) == (found, len(found)), begins
    assert (await made.member.get(url, params=here | {"q": ""})).json()["total"] == 12
    other = bench.member(await bench.workspace())
    assert (await other.get(url, params={"q": "p1"})).json()["items"] == []

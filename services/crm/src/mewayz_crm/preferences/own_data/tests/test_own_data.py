"""A person gets and erases what is stored about them: only by a fresh mail to the address, and a click."""

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx2

from mewayz_crm.mail import links
from mewayz_crm.mail.links import Link
from mewayz_crm.preferences.own_data import asking
from mewayz_crm.tests.making import API, make
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

PAGE = {"accept": "text/html"}
JANE = "jane@example.com"


def preferences(bench: ServiceBench, workspace: UUID) -> str:
    return f"/preferences/{links.token(bench.runtime, Link('preferences', workspace, None, JANE))}"


async def known(member: httpx2.AsyncClient) -> dict[str, Any]:
    """Jane, with a note, a lead she was and a deal, on a list."""
    news = await make(member, "lists", name="News", opt_in="single")
    contact = await make(member, "contacts", first_name="Jane", last_name="Doe", emails=[{"address": JANE}])
    await make(member, "notes", subject_type="contact", subject_id=contact["id"], body="Jane likes tea")
    await make(member, "leads", first_name="Jane", email="JANE@example.com", allow_duplicate=True)
    amount = {"amount": 700, "currency": "EUR"}
    await make(member, "pipelines", name="Sales")
    await make(member, "deals", name="Tea", amount=amount, contact_ids=[contact["id"]])
    await make(member, "subscriptions", list_id=news["id"], address=JANE)
    return contact


async def asked(bench: ServiceBench, post: Any, workspace: UUID, choice: str) -> str:
    """The path of the link in the mail that the preference page sends."""
    before = len(post.to(JANE))
    page = await bench.client().post(preferences(bench, workspace), data={"choice": choice}, headers=PAGE)
    assert page.status_code == 200, page.text
    assert "in the mail" in page.text
    await bench.run_until_idle()
    mails = post.to(JANE)
    assert len(mails) == before + 1
    found = re.search(rf"https?://\S+/preferences/{choice}/\S+", post.text(mails[-1]))
    assert found
    return urlsplit(found[0]).path


async def test_a_person_gets_what_is_stored_about_them(mailing: ServiceBench, post: Any) -> None:
    acme = await mailing.workspace(name="Acme")
    contact = await known(mailing.member(acme))
    link, person = await asked(mailing, post, acme, "data"), mailing.client()
    shown = await person.get(link, headers=PAGE)
    assert (shown.status_code, JANE in shown.text, "tea" in shown.text) == (200, False, False)
    answer = await person.post(link)
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["cache-control"] == "no-store"
    data = answer.json()
    assert [one["contact"]["id"] for one in data["contacts"]] == [contact["id"]]
    assert [note["body"] for note in data["contacts"][0]["notes"]] == ["Jane likes tea"]
    assert [len(data[name]) for name in ("leads", "subscriptions", "consents")] == [1, 1, 1]

    other = await mailing.workspace()
    foreign = f"/preferences/data/{_dated(mailing, other, 'data')}"
    nothing = (await person.post(foreign)).json()
    assert nothing == {"address": JANE, "contacts": [], "leads": [], "subscriptions": [], "consents": []}


async def test_a_person_is_erased_by_a_click_and_by_no_look(mailing: ServiceBench, post: Any) -> None:
    acme = await mailing.workspace(name="Acme")
    member, person = mailing.member(acme), mailing.client()
    contact = await known(member)
    link = await asked(mailing, post, acme, "erase")
    assert (await person.get(link, headers=PAGE)).status_code == 200
    assert (await person.head(link)).status_code in {200, 405}
    assert (await member.get(f"{API}/contacts/{contact['id']}")).status_code == 200
    assert await race_statuses(lambda _: person.post(link, headers=PAGE), callers=4) == {200: 4}
    await mailing.run_until_idle()
    assert len(await mailing.published("crm.contact.erased.v1")) == 1
    for noun in ("contacts", "subscriptions"):
        assert (await member.get(f"{API}/{noun}")).json()["items"] == [], noun
    for noun in ("leads", "notes", "deals", "consents"):
        text = (await member.get(f"{API}/{noun}")).text
        assert "Jane" not in text, noun
        assert JANE not in text.lower(), noun
    [deal] = (await member.get(f"{API}/deals")).json()["items"]
    assert deal["amount"]["amount"] == 700
    again = {"choice": "data"}
    assert (await person.post(preferences(mailing, acme), data=again, headers=PAGE)).status_code == 200
    await mailing.run_until_idle()
    assert len(post.to(JANE)) == 1, "an erased address gets no mail"


async def test_whoever_is_no_contact_is_erased_as_well(mailing: ServiceBench, post: Any) -> None:
    acme = await mailing.workspace()
    member = mailing.member(acme)
    news = await make(member, "lists", name="News", opt_in="single")
    await make(member, "subscriptions", list_id=news["id"], address=JANE)
    lead = await make(member, "leads", first_name="Jane", email=JANE)
    await make(member, "notes", subject_type="lead", subject_id=lead["id"], body="Jane likes tea")
    link = await asked(mailing, post, acme, "erase")
    person = mailing.client()
    assert await race_statuses(lambda _: person.post(link, headers=PAGE), callers=4) == {200: 4}
    for noun in ("leads", "notes", "subscriptions", "consents"):
        text = (await member.get(f"{API}/{noun}")).text.lower()
        assert "jane" not in text, noun
    [left] = (await member.get(f"{API}/suppressions")).json()["items"]
    assert left["reason"] == "erased"


async def test_a_link_holds_for_a_day_for_its_purpose_and_a_mail_leaves_once_an_hour(
    mailing: ServiceBench, post: Any
) -> None:
    acme = await mailing.workspace()
    contact = await known(mailing.member(acme))
    page, person = preferences(mailing, acme), mailing.client()
    for _ in range(3):
        await person.post(page, data={"choice": "erase"}, headers=PAGE)
        await mailing.run_until_idle()
    assert len(post.to(JANE)) == 1
    token = _dated(mailing, acme, "erase")
    forged = (page, f"/preferences/data/{token}", f"/preferences/erase/{token[:-4]}AAAA", f"/u/{token}")
    for wrong in forged:
        refused = await person.post(wrong.replace("/preferences/1", "/preferences/erase/1"))
        assert refused.status_code == 404, wrong
    mailing.clock.advance(hours=24)
    for method in ("GET", "POST"):
        assert (await person.request(method, f"/preferences/erase/{token}")).status_code == 410
    assert (await mailing.member(acme).get(f"{API}/contacts/{contact['id']}")).status_code == 200


async def test_a_mail_that_is_sent_twice_is_one_and_one_that_nobody_takes_waits(
    mailing: ServiceBench, post: Any
) -> None:
    acme = await mailing.workspace()
    await known(mailing.member(acme))
    post.open = False
    await mailing.client().post(preferences(mailing, acme), data={"choice": "data"}, headers=PAGE)
    await mailing.run_until_idle()
    assert (post.tries, post.to(JANE)) == (1, [])
    post.open = True
    mailing.clock.advance(hours=1, seconds=1)
    await mailing.run_until_idle()
    assert len(post.to(JANE)) == 1
    step = asking.SendLink(purpose="data", token=_dated(mailing, acme, "data"))
    for _ in range(2):
        async with mailing.uow(workspace_id=acme) as uow:
            from mewayz_crm.preferences.own_data.handlers import send_own_data_link

            uow.enqueue(send_own_data_link, step)
        await mailing.run_until_idle()
    assert len(post.to(JANE)) == 2


def _dated(bench: ServiceBench, workspace: UUID, purpose: Any) -> str:
    return links.token(bench.runtime, Link(purpose, workspace, None, JANE, bench.clock.now()))

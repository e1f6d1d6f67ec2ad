"""What an import does besides: owners, the list its people join, companies by domain; and taking all of it back."""

from typing import Any

import httpx2
import pytest

from mewayz_crm.tests.importing import counts, rows, run, step, upload
from mewayz_crm.tests.making import API, make
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

URL = f"{API}/contacts"
FILE = "First Name,Email\nAnn,ann@example.com\nBob,bob@example.com\nCid,CID@example.com\nDan,\n"
CONSENT = "Signed up on paper at the trade fair Berlin 2026"


async def found(member: httpx2.AsyncClient, noun: str, **params: Any) -> list[dict[str, Any]]:
    answer = await member.get(f"{API}/{noun}", params={"limit": "100", **params})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def states(member: httpx2.AsyncClient) -> dict[str, str]:
    return {row["address"]: row["state"] for row in await found(member, "subscriptions")}


def joins(news: dict[str, Any]) -> dict[str, Any]:
    return {"list_id": news["id"], "consent": CONSENT}


async def test_people_of_a_file_join_a_list_but_never_against_their_word(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    news = await make(member, "lists", name="News", opt_in="single")
    left = await make(member, "subscriptions", list_id=news["id"], address="ann@example.com")
    assert (await member.post(f"{API}/subscriptions/{left['id']}/unsubscribe")).status_code == 200
    await make(member, "suppressions", value="bob@example.com", reason="hard_bounce")

    done = await run(member, bench, URL, FILE, options=joins(news))
    assert counts(done) == (4, 0, 0, 0)
    noted = [(row["code"], row["record_id"] is not None) for row in await rows(member, URL, done)]
    assert noted == [("unsubscribed", True), ("suppressed", True), (None, True), ("no_address", True)]
    assert await states(member) == {"ann@example.com": "unsubscribed", "CID@example.com": "confirmed"}
    [yes] = await found(member, "consents", address="cid@example.com")
    assert (yes["action"], yes["method"], yes["purpose"]) == ("given", "import", CONSENT)
    assert len(await bench.published("crm.subscription.confirmed.v1")) == 2, "a dry run tells nobody"

    again = await run(member, bench, URL, FILE, options=joins(news), mode="upsert", upsert_key="email")
    assert [row["code"] for row in await rows(member, URL, again)][:3] == ["unsubscribed", "suppressed", "unchanged"]
    assert len(await found(member, "consents", address="cid@example.com")) == 1


async def test_a_list_with_double_opt_in_asks_everybody_first(mailing: ServiceBench, post: Any) -> None:
    member = mailing.member(await mailing.workspace())
    news = await make(member, "lists", name="News", opt_in="double")
    await run(member, mailing, URL, FILE, options=joins(news))
    assert set((await states(member)).values()) == {"unconfirmed"}
    assert len(post.to("ann@example.com")) == 1
    assert await mailing.published("crm.subscription.confirmed.v1") == []


async def test_a_revert_takes_off_the_list_who_has_not_said_anything(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    news = await make(member, "lists", name="News", opt_in="single")
    before = await make(member, "subscriptions", list_id=news["id"], address="ann@example.com")
    done = await run(member, bench, URL, FILE, options=joins(news))
    [bob] = [row for row in await found(member, "subscriptions") if row["address"] == "bob@example.com"]
    assert (await member.post(f"{API}/subscriptions/{bob['id']}/unsubscribe")).status_code == 200
    reverted = await step(member, bench, URL, done, "revert")
    assert (reverted["state"], reverted["reverted"]) == ("reverted", 4)
    assert await states(member) == {"ann@example.com": "confirmed", "bob@example.com": "unsubscribed"}
    assert (await member.get(f"{API}/subscriptions/{before['id']}")).json() == before
    [taken, _] = await found(member, "consents", address="cid@example.com")
    assert (taken["action"], taken["method"]) == ("withdrawn", "import_reverted")


async def test_new_records_get_the_owner_of_the_rule_and_stored_ones_keep_theirs(bench: ServiceBench) -> None:
    workspace, me, other, named = await bench.workspace(), new_id(), new_id(), new_id()
    member = bench.member(workspace, user_id=me)
    stored = await make(member, "contacts", first_name="Ann", emails=[{"address": "ann@example.com"}])
    text = f"First Name,Email,Owner\nAnna,ann@example.com,\nBob,bob@example.com,\nCid,cid@example.com,{named}\n"
    mapping = {"First Name": "first_name", "Email": "email", "Owner": "owner_id"}
    plan = {"mapping": mapping, "mode": "upsert", "upsert_key": "email"}
    await run(member, bench, URL, text, **plan, options={"owner_rule": "user", "owner_id": str(other)})
    owners = {item["first_name"]: item["owner_id"] for item in await found(member, "contacts")}
    assert owners == {"Anna": stored["owner_id"], "Bob": str(other), "Cid": str(named)}
    for noun, text in (("companies", "Name\nAcme\n"), ("leads", "First Name\nLea\n"), ("deals", "Name\nBig\n")):
        if noun == "deals":
            await make(member, "pipelines", name="Sales")
        await run(member, bench, f"{API}/{noun}", text, options={"owner_rule": "importer"})
        assert [item["owner_id"] for item in await found(member, noun)] == [str(me)], noun


async def test_a_company_is_found_by_its_domain_before_its_name(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    acme = await make(member, "companies", name="Acme Incorporated", domains=["acme.example"])
    named = await make(member, "companies", name="Known by name")
    text = (
        "First Name,Company,Company Domain\n"
        "Ann,Acme,https://www.ACME.example/about\n"
        "Bob,Known by name,other.example\n"
        "Cid,New Ltd,new.example\n"
        "Dan,New Limited,new.example\n"
        "Eve,,nobody.example\n"
        "Flo,Bad,no domain\n"
    )
    done = await run(member, bench, URL, text)
    assert counts(done) == (5, 0, 0, 1)
    firms = {item["id"]: item for item in await found(member, "companies")}
    works = {item["first_name"]: item["company_id"] for item in await found(member, "contacts")}
    assert (works["Ann"], works["Bob"], works["Eve"]) == (acme["id"], named["id"], None)
    assert works["Cid"] == works["Dan"]
    assert (firms[works["Cid"]]["name"], firms[works["Cid"]]["domains"]) == ("New Ltd", ["new.example"])
    assert len(firms) == 3


@pytest.mark.parametrize(
    "options",
    [
        {"consent": CONSENT},
        {"list_id": str(new_id())},
        {"owner_rule": "user"},
        {"owner_id": str(new_id())},
        {"owner_rule": "somebody"},
        {"more": 1},
    ],
)
async def test_settings_that_make_no_sense_are_refused(bench: ServiceBench, options: dict[str, Any]) -> None:
    member = bench.member(await bench.workspace())
    job = await upload(member, URL, FILE)
    body = {"mapping": job["suggested"], "mode": "create", "options": options}
    refused = await member.post(f"{URL}/imports/{job['id']}/map", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed"), refused.text
    assert refused.json()["errors"][0]["pointer"].startswith("/options")
    assert (await member.get(f"{URL}/imports/{job['id']}")).json()["state"] == "uploaded"


async def test_nobody_joins_a_list_that_is_gone_or_by_somebody_who_may_not(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    news = await make(member, "lists", name="News", opt_in="single")
    rights = ["crm.contacts:*", "crm.companies:*"]
    failed = await run(bench.member(workspace, permissions=rights), bench, URL, FILE, options=joins(news))
    assert {row["code"] for row in await rows(member, URL, failed)} == {"permission_denied"}
    assert (await member.delete(f"{API}/lists/{news['id']}")).status_code == 204
    failed = await run(member, bench, URL, FILE, options=joins(news))
    assert {row["code"] for row in await rows(member, URL, failed)} == {"validation_failed"}
    assert await found(member, "contacts") == []

"""Onboarding: people of a segment become contacts once, begin once they have claimed, and are seen through."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from mewayz_crm.mail import links
from mewayz_crm.onboarding_programs.entries import service as entries
from mewayz_crm.onboarding_programs.events import Imported
from mewayz_crm.sequences.tests.making import desk, wait
from mewayz_crm.tests.making import API, make
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race, race_statuses

STAFF = f"{API}/admin/onboarding-programs"
SEGMENT = "spring"


async def program(bench: ServiceBench, workspace: UUID, **fields: Any) -> dict[str, Any]:
    body = {"workspace_id": str(workspace), "name": "Spring", "segment": SEGMENT, **fields}
    answer = await bench.staff().post(STAFF, json=body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{API}/onboarding-programs/{answer.json()['id']}"
    return dict(answer.json())


def person(user_id: UUID, *, verified: bool = False, **change: Any) -> dict[str, Any]:
    """What identity says of somebody."""
    about = {"id": str(user_id), "email": "Ada@Example.com", "name": "Ada Lovelace", "locale": "de", "source": "import"}
    zone = {"timezone": "Europe/Vienna", "segments": [SEGMENT], "status": "active" if verified else "pending"}
    return about | zone | {"email_verified": verified} | change


async def hear(bench: ServiceBench, verb: str, user_id: UUID, **about: Any) -> None:
    await bench.deliver(f"identity.user.{verb}.v1", person(user_id, verified=verb == "verified", **about))


async def items(member: Any, noun: str, **query: Any) -> list[dict[str, Any]]:
    return list((await member.get(f"{API}/{noun}", params=query)).json()["items"])


async def progress(member: Any, mine: dict[str, Any]) -> tuple[int, int, int]:
    shown = (await member.get(f"{API}/onboarding-programs/{mine['id']}")).json()
    return shown["people"], shown["claimed"], shown["completed"]


async def told(bench: ServiceBench) -> list[tuple[str, Any]]:
    events = [event for event in await bench.published() if event.type.startswith("crm.onboarding.")]
    return [(event.type.split(".")[2], event.workspaceid) for event in events]


async def test_a_person_is_seen_from_the_import_through_everything_once(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    bench, member, ada = at.bench, at.member, new_id()
    news = await make(member, "lists", name="Creators", opt_in="double")
    mail = {"kind": "marketing", "list_id": news["id"]}
    sequence = await at.sequence(wait("a"), at.mail("b"), **mail)
    mine = await program(bench, at.workspace, page_template="bio-one", affiliate=True)
    patch = {"list_id": news["id"], "sequence_id": sequence}
    assert (await member.patch(f"{API}/onboarding-programs/{mine['id']}", json=patch)).status_code == 200
    for _ in range(2):
        await hear(bench, "created", ada)
    [contact] = await items(member, "contacts")
    assert (contact["name"], contact["source"], contact["tz"]) == ("Ada Lovelace", "import", "Europe/Vienna")
    [entry] = await items(member, "onboarding-entries", program_id=mine["id"])
    assert (entry["user_id"], entry["contact_id"], entry["state"]) == (str(ada), contact["id"], "started")
    assert await items(member, "subscriptions") == [], "nobody gets mail before they have claimed the account"
    for _ in range(2):
        await hear(bench, "verified", ada)
    assert await progress(member, mine) == (1, 1, 0)
    assert await at.enrolments() == [], "the address is not confirmed on the list"
    link = links.Link("confirm", at.workspace, UUID(news["id"]), "Ada@example.com")
    assert (await bench.client().post(f"/confirm/{links.token(bench.runtime, link)}")).status_code == 200
    await bench.run_until_idle()
    assert await at.enrolments(sequence_id=sequence) == [("active", None)]
    affiliate = {"id": str(new_id()), "user_id": str(ada), "state": "invited"}
    for state in ("invited", "approved", "suspended", "approved"):
        await bench.deliver("workspace.affiliate.updated.v1", affiliate | {"state": state})
    assert await progress(member, mine) == (1, 1, 0)
    page = {"id": str(new_id()), "onboarding_entry_id": entry["id"]}
    for _ in range(2):
        await bench.deliver("social.page.published.v1", page, workspace_id=await bench.workspace())
    assert await progress(member, mine) == (1, 1, 1)
    assert await told(bench) == [(verb, at.workspace) for verb in ("started", "claimed", "completed")]
    [claimed] = await bench.published("crm.onboarding.claimed.v1")
    assert claimed.data == {
        "entry_id": entry["id"],
        "program_id": mine["id"],
        "user_id": str(ada),
        "address": "Ada@Example.com",
        "page_template": "bio-one",
        "affiliate": True,
    }
    assert await bench.inbox("dead") == []


async def test_the_claim_may_be_heard_first(bench: ServiceBench) -> None:
    workspace, ada = await bench.workspace(), new_id()
    mine = await program(bench, workspace)
    await hear(bench, "verified", ada)
    await hear(bench, "created", ada)
    member = bench.member(workspace)
    assert await progress(member, mine) == (1, 1, 1), "a program without anything more is through by the claim"
    assert len(await items(member, "contacts")) == 1
    await bench.deliver("identity.user.created.v1", person(new_id(), segments=["other"]))
    await bench.deliver("identity.user.created.v1", person(new_id(), segments=[]))
    assert await progress(member, mine) == (1, 1, 1)


async def test_a_sequence_that_could_not_begin_by_itself_counts_when_a_member_begins_it(
    mailing: ServiceBench, post: Any
) -> None:
    at = await desk(mailing, post)
    bench, member = at.bench, at.member
    sequence = await at.sequence(wait("a"), at.mail("b"), active=False)
    mine = await program(bench, at.workspace)
    await member.patch(f"{API}/onboarding-programs/{mine['id']}", json={"sequence_id": sequence})
    await hear(bench, "verified", new_id())
    assert await progress(member, mine) == (1, 1, 0)
    await at.act("sequences", sequence, "activate")
    [contact] = await items(member, "contacts")
    await at.enrol(sequence, contact["id"])
    assert await progress(member, mine) == (1, 1, 1)
    await hear(bench, "verified", new_id(), email="joe@example.com")
    assert await progress(member, mine) == (2, 2, 2), "once it is active it begins by itself"


async def test_only_staff_says_whose_people_they_are(bench: ServiceBench) -> None:
    acme, other = await bench.workspace(), await bench.workspace()
    mine = await program(bench, acme)
    body = {"workspace_id": str(other), "name": "Theirs", "segment": SEGMENT}
    refused = [
        (await bench.member(other).post(STAFF, json=body)).status_code,
        (await bench.member(other).post(f"{API}/onboarding-programs", json=body)).status_code,
        (await bench.staff(permissions=("platform.tickets:write",)).post(STAFF, json=body)).status_code,
    ]
    assert refused == [403, 405, 403]
    taken = await bench.staff().post(STAFF, json=body)
    assert (taken.status_code, taken.json()["code"]) == (409, "segment_taken")
    stranger = bench.member(other)
    where = f"{API}/onboarding-programs/{mine['id']}"
    assert (await stranger.get(where)).status_code == 404
    assert (await stranger.patch(where, json={"name": "Mine"})).status_code == 404
    moved = await bench.member(acme).patch(where, json={"segment": "another"})
    assert moved.status_code == 422, "nobody takes the people of another segment by a change"
    await hear(bench, "created", new_id())
    for noun in ("contacts", "onboarding-entries", "onboarding-programs"):
        assert await items(stranger, noun) == []
        assert len(await items(bench.member(acme), noun)) == 1
    news = await make(stranger, "lists", name="Theirs", opt_in="single")
    foreign = await bench.member(acme).patch(where, json={"list_id": news["id"]})
    assert (foreign.status_code, foreign.json()["errors"][0]["pointer"]) == (422, "/list_id")
    assert (await bench.member(acme).delete(where)).status_code == 204
    assert (await bench.staff().post(STAFF, json=body)).status_code == 201, "a deleted program gives its segment back"


async def test_one_segment_and_one_person_are_taken_once_by_many(bench: ServiceBench) -> None:
    workspaces = [await bench.workspace() for _ in range(4)]

    async def give(number: int) -> Any:
        body = {"workspace_id": str(workspaces[number]), "name": "Spring", "segment": SEGMENT}
        answer = await bench.staff().post(STAFF, json=body)
        while answer.status_code == 409 and answer.json()["code"] == "busy":
            answer = await bench.staff().post(STAFF, json=body)
        return answer

    assert await race_statuses(give, callers=4) == {201: 1, 409: 3}
    [(workspace, mine)] = [(w, p) for w in workspaces for p in await items(bench.member(w), "onboarding-programs")]
    about = person(new_id(), verified=True)
    job = Imported(
        program_id=UUID(mine["id"]),
        user_id=UUID(about["id"]),
        verified=True,
        **{name: about[name] for name in ("email", "name", "locale", "timezone")},
    )

    async def take_in(_: int) -> None:
        for _attempt in range(20):
            try:
                async with bench.uow(workspace_id=workspace) as uow:
                    await entries.take_in(uow, job)
                return
            except Exception as error:  # what lost to another one is tried again, as the inbox does
                last = error
        raise last

    outcomes: Sequence[Any] = await race(take_in, callers=6)
    assert outcomes == [None] * 6
    assert await progress(bench.member(workspace), mine) == (1, 1, 1)
    assert len(await items(bench.member(workspace), "contacts")) == 1
    await bench.run_until_idle()
    assert sorted(await told(bench)) == sorted((verb, workspace) for verb in ("started", "claimed", "completed"))


async def test_who_finds_no_room_becomes_a_contact_at_the_claim(bench: ServiceBench) -> None:
    workspace, ada = await bench.workspace(limits={"crm.contacts": 0}), new_id()
    mine = await program(bench, workspace)
    await hear(bench, "created", ada)
    assert [one["contact_id"] for one in await items(bench.member(workspace), "onboarding-entries")] == [None]
    await bench.workspace(workspace_id=workspace, limits={"crm.contacts": 1})
    await hear(bench, "verified", ada)
    await hear(bench, "created", new_id(), email="joe@example.com")
    member = bench.member(workspace)
    [contact] = await items(member, "contacts")
    found = {one["user_id"]: one["contact_id"] for one in await items(member, "onboarding-entries")}
    assert (found[str(ada)], len(found)) == (contact["id"], 2)
    assert await progress(member, mine) == (2, 1, 1)


async def test_a_pause_takes_in_nobody_new_and_goes_on_with_the_others(bench: ServiceBench) -> None:
    workspace, ada = await bench.workspace(), new_id()
    mine, member = await program(bench, workspace), bench.member(workspace)
    await hear(bench, "created", ada)
    await member.patch(f"{API}/onboarding-programs/{mine['id']}", json={"active": False})
    await hear(bench, "created", new_id(), email="joe@example.com")
    await hear(bench, "verified", ada)
    assert await progress(member, mine) == (1, 1, 1)
    await member.patch(f"{API}/onboarding-programs/{mine['id']}", json={"active": True})
    await bench.workspace(workspace_id=workspace, status="suspended")
    await hear(bench, "created", new_id(), email="eve@example.com")
    assert await progress(bench.member(workspace), mine) == (1, 1, 1), "held while the workspace is closed"
    await bench.workspace(workspace_id=workspace)
    reopened = {"id": str(workspace), "version": 9, "status": "active", "name": "Acme", "slug": "acme"}
    about = {"timezone": "UTC", "locale": "en", "currency": "EUR", "require_mfa": False}
    await bench.deliver("workspace.workspace.reinstated.v1", reopened | about, workspace_id=workspace)
    assert await progress(bench.member(workspace), mine) == (2, 1, 1)


@pytest.mark.parametrize("how", ["contact", "user"])
async def test_an_erased_person_is_in_no_program_and_does_not_come_back(bench: ServiceBench, how: str) -> None:
    workspace, ada = await bench.workspace(), new_id()
    member = bench.member(workspace)
    await program(bench, workspace)
    await hear(bench, "created", ada)
    [contact] = await items(member, "contacts")
    if how == "contact":
        assert (await member.post(f"{API}/contacts/{contact['id']}/erase")).status_code == 200
    else:
        erasure = {"erasure": str(new_id()), "user": str(ada), "pseudonym": "person-7"}
        await bench.deliver("identity.user.deleted.v1", erasure, public=False)
    await hear(bench, "verified", ada)
    found = await items(member, "onboarding-entries")
    assert [(one["state"], one["contact_id"]) for one in found] == ([("ended", None)] if how == "contact" else [])
    assert [verb for verb, _ in await told(bench)] == ["started"]
    assert await bench.inbox("dead") == []

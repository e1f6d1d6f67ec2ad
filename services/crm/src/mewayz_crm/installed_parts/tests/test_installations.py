"""Templates of the market: what leaves here comes in elsewhere, once, all or nothing, seen only when it is whole."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2
import pytest
import sqlalchemy as sa

from mewayz_crm.installed_parts.models import InstalledPart
from mewayz_crm.sequences.tests.making import tag, wait
from mewayz_crm.tests.making import API, make
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race

NOUNS = {"mail_template": "mail-templates", "sequence": "sequences", "lead_form": "lead-forms"}
MARKET = "marketplace.installation"


@dataclass
class Buyer:
    """A workspace into which one template comes, and the market that brings it."""

    bench: ServiceBench
    workspace: UUID
    member: httpx2.AsyncClient
    installation: UUID = field(default_factory=new_id)
    ids: dict[str, str] = field(default_factory=dict)

    async def ask(self, mode: str, parts: list[dict[str, Any]], **attributes: Any) -> dict[str, Any]:
        """The newest answer to what the market asks of this service."""
        body = {"installation": str(self.installation), "mode": mode, "stage": 1, "parts": parts, "id_map": self.ids}
        await self.bench.deliver(
            f"{MARKET}.requested.v1", body, workspace_id=self.workspace, public=False, **attributes
        )
        return await self.answer()

    async def answer(self) -> dict[str, Any]:
        """The newest answer: `outcome` completed or failed, and its data."""
        told = [one for one in await self.bench.published() if ".installation_part." in one.type]
        mine = [one for one in told if one.data["installation"] == str(self.installation)]
        return {"outcome": mine[-1].type.split(".")[-2], **mine[-1].data} if mine else {}

    async def bring(self, package: dict[str, Any], mode: str = "install") -> dict[str, Any]:
        """Ask stage by stage, as long as it goes well; the last answer."""
        answer: dict[str, Any] = {}
        for stage in sorted({part["stage"] for part in package["parts"]}):
            answer = await self.ask(mode, [part for part in package["parts"] if part["stage"] == stage])
            if answer["outcome"] == "failed":
                break
            self.ids |= {part["part_id"]: part["id"] for part in answer["parts"]}
        return answer

    async def say(self, what: str) -> dict[str, Any]:
        """`completed` or `reverted`; the newest answer."""
        body = {"installation": str(self.installation)}
        await self.bench.deliver(f"{MARKET}.{what}.v1", body, workspace_id=self.workspace, public=False)
        return await self.answer()

    async def install(self, package: dict[str, Any]) -> None:
        """The whole way."""
        assert (await self.bring(package))["outcome"] == "completed"
        await self.say("completed")

    async def seen(self) -> dict[str, list[str]]:
        """What the workspace shows, by noun."""
        found = {}
        for noun in NOUNS.values():
            items = (await self.member.get(f"{API}/{noun}", params={"sort": "created_at"})).json()["items"]
            found[noun] = [item.get("key") or item["name"] for item in items]
        return {noun: names for noun, names in found.items() if names}

    async def one(self, part_id: str) -> dict[str, Any]:
        """The record of a part."""
        noun = NOUNS[part_id.rpartition("-")[0]]
        answer = await self.member.get(f"{API}/{noun}/{self.ids[part_id]}")
        return dict(answer.json()) | {"status_code": answer.status_code}

    async def change(self, part_id: str, **fields: Any) -> None:
        """Edit the record of a part."""
        noun = NOUNS[part_id.rpartition("-")[0]]
        answer = await self.member.patch(f"{API}/{noun}/{self.ids[part_id]}", json=fields, headers={"if-match": "*"})
        assert answer.status_code == 200, answer.text

    async def rows(self) -> int:
        """How many parts are known, and how many records there are of any state."""
        async with self.bench.uow(workspace_id=self.workspace) as uow:
            count: int = await uow.scalar(sa.select(sa.func.count()).select_from(InstalledPart))
        return count


async def buyer(bench: ServiceBench, **plan: Any) -> Buyer:
    workspace = await bench.workspace(**plan)
    return Buyer(bench, workspace, bench.member(workspace))


async def exported(member: httpx2.AsyncClient, noun: str, record_id: str) -> dict[str, Any]:
    answer = await member.get(f"{API}/{noun}/{record_id}/export", params={"format": "template"})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.fixture
async def package(bench: ServiceBench) -> dict[str, Any]:
    """A sequence that sends two mails in one layout, as its seller hands it out."""
    member = bench.member(await bench.workspace())
    layout = await make(
        member, "mail-templates", key="frame", kind="layout", editor="html", body="<p>{{ content }}</p>"
    )
    about = {"layout_id": layout["id"], "subject": "Hello", "preheader": "you"}
    mails = [await make(member, "mail-templates", key=key, body=f"This is {key}", **about) for key in ("first", "last")]
    news = await make(member, "lists", name="News", opt_in="single")
    sequence = await make(
        member,
        "sequences",
        name="Welcome",
        kind="marketing",
        list_id=news["id"],
        trigger={"event": "list_confirmed", "about": news["id"]},
        steps=[
            {"key": "a", "type": "mail", "template_id": mails[0]["id"]},
            wait("w"),
            {"key": "b", "type": "mail", "template_id": mails[1]["id"]},
            tag("t"),
        ],
    )
    found = await exported(member, "sequences", sequence["id"])
    await bench.run_until_idle()
    return found


WHOLE = {"mail-templates": ["frame", "first", "last"], "sequences": ["Welcome"]}


async def test_a_package_holds_everything_and_no_trace_of_its_workspace(package: dict[str, Any]) -> None:
    assert {name: package[name] for name in ("kind", "schema_version", "requires", "permissions", "media")} == {
        "kind": "sequence",
        "schema_version": 1,
        "requires": {"features": ["contacts", "sequences"]},
        "permissions": [],
        "media": [],
    }
    shape = [(p["part_id"], p["service"], p["type"], p["stage"], p["refs"]) for p in package["parts"]]
    assert shape == [
        ("mail_template-1", "crm", "mail_template", 1, []),
        ("mail_template-2", "crm", "mail_template", 2, ["mail_template-1"]),
        ("mail_template-3", "crm", "mail_template", 2, ["mail_template-1"]),
        ("sequence-1", "crm", "sequence", 3, ["mail_template-2", "mail_template-3"]),
    ]
    assert re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", str(package)) is None


async def test_what_leaves_comes_in_and_leaves_again_the_same(bench: ServiceBench, package: dict[str, Any]) -> None:
    at = await buyer(bench)
    await at.install(package)
    assert await at.seen() == WHOLE
    assert await exported(at.member, "sequences", at.ids["sequence-1"]) == package
    sequence, mail = await at.one("sequence-1"), await at.one("mail_template-2")
    assert (sequence["state"], sequence["list_id"], sequence["trigger"]["about"]) == ("draft", None, None)
    assert sequence["steps"][0]["template_id"] == mail["id"] == at.ids["mail_template-2"]
    assert mail["layout_id"] == at.ids["mail_template-1"]
    shown = await at.member.post(f"{API}/mail-templates/{mail['id']}/preview", json={})
    assert "<p>" in shown.json()["html"]
    assert "This is first" in shown.json()["html"]


async def test_parts_are_seen_and_told_of_when_all_is_there(bench: ServiceBench, package: dict[str, Any]) -> None:
    at = await buyer(bench)
    before = len(await bench.published("crm.mail_template.created.v1"))
    answer = await at.bring(package)
    assert [(part["part_id"], part["outcome"]) for part in answer["parts"]] == [("sequence-1", "created")]
    assert await at.seen() == {}
    assert {(await at.one(part))["status_code"] for part in at.ids} == {404}
    edit = await at.member.patch(
        f"{API}/mail-templates/{at.ids['mail_template-2']}", json={"subject": "x"}, headers={"if-match": "*"}
    )
    assert edit.status_code == 404
    assert len(await bench.published("crm.mail_template.created.v1")) == before
    for _ in range(2):
        await at.say("completed")
    assert await at.seen() == WHOLE
    told = await bench.published("crm.mail_template.created.v1")
    assert [one.data["id"] for one in told[before:]] == [at.ids[f"mail_template-{n}"] for n in (1, 2, 3)]
    assert {one.workspaceid for one in told[before:]} == {at.workspace}


async def test_asked_again_it_is_the_same_records(bench: ServiceBench, package: dict[str, Any]) -> None:
    at = await buyer(bench)
    message = new_id()
    first = await at.ask("install", package["parts"][:1], message_id=message)
    assert await at.ask("install", package["parts"][:1], message_id=message) == first
    assert await at.ask("install", package["parts"][:1]) == first
    told = await bench.published("crm.installation_part.completed.v1")
    assert len(told) == 2, "the same message once, another one again"
    await at.say("completed")
    assert await at.ask("install", package["parts"][:1]) == first
    assert await at.seen() == {"mail-templates": ["frame"]}


async def test_the_same_parts_from_everywhere_at_once_are_made_once(
    bench: ServiceBench, package: dict[str, Any]
) -> None:
    at = await buyer(bench, limits={"crm.mail_templates": 1})

    async def attempt(_number: int) -> None:
        await at.ask("install", package["parts"][:1], run=False)

    await race(attempt, callers=6)
    await bench.run_until_idle()
    bench.clock.advance(seconds=60)
    await bench.run_until_idle()
    told = await bench.published("crm.installation_part.completed.v1")
    assert (len(told), len({one.data["parts"][0]["id"] for one in told})) == (6, 1)
    assert await bench.published("crm.installation_part.failed.v1") == []
    await at.say("completed")
    assert await at.seen() == {"mail-templates": ["frame"]}


async def test_without_room_for_all_there_is_nothing(bench: ServiceBench, package: dict[str, Any]) -> None:
    at = await buyer(bench, limits={"crm.mail_templates": 2, "crm.sequences": 9})
    answer = await at.bring(package)
    assert (answer["outcome"], answer["mode"], answer["code"]) == ("failed", "install", "plan_limit_reached")
    assert answer["detail"] == "The plan allows 2 of crm.mail_templates."
    reverted = await at.say("reverted")
    assert (reverted["outcome"], reverted["mode"]) == ("completed", "revert")
    assert [part["part_id"] for part in reverted["parts"]] == ["mail_template-1"]
    assert (await at.seen(), await at.rows()) == ({}, 0)
    for key in ("one", "two"):  # the places are free again
        await make(at.member, "mail-templates", key=key, subject="x", body="y")
    await bench.workspace(workspace_id=at.workspace, limits={"crm.mail_templates": 5, "crm.sequences": 9})
    at.ids.clear()
    await at.install(package)
    assert (await at.seen())["mail-templates"] == ["one", "two", "frame", "first", "last"]


async def test_a_hidden_part_holds_its_place_in_the_plan(bench: ServiceBench, package: dict[str, Any]) -> None:
    at = await buyer(bench, limits={"crm.mail_templates": 1})
    await at.ask("install", package["parts"][:1])
    body = {"key": "mine", "subject": "x", "body": "y"}
    assert (await at.member.post(f"{API}/mail-templates", json=body)).status_code == 402
    await at.say("reverted")
    assert (await at.member.post(f"{API}/mail-templates", json=body)).status_code == 201


async def test_a_crash_between_leaves_nothing_half(
    bench: ServiceBench, package: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = await buyer(bench)
    pair = [package["parts"][0], {**package["parts"][1], "stage": 1}]
    from mewayz_crm.mail_templates import service

    real, calls = service.create, []

    async def crash(uow: Any, data: Any) -> Any:
        calls.append(data.key)
        if len(calls) == 2:
            raise ZeroDivisionError
        return await real(uow, data)

    monkeypatch.setattr(service, "create", crash)
    assert await at.ask("install", pair) == {}
    assert await at.rows() == 0
    bench.clock.advance(seconds=60)
    await bench.run_until_idle()
    assert [part["part_id"] for part in (await at.answer())["parts"]] == ["mail_template-1", "mail_template-2"]
    await at.say("completed")
    assert await at.seen() == {"mail-templates": ["frame", "first"]}


async def test_out_of_order_and_for_others_it_does_no_harm(bench: ServiceBench, package: dict[str, Any]) -> None:
    at = await buyer(bench)
    assert await at.say("completed") == {}
    assert (await at.say("reverted"))["parts"] == []
    await at.ask("install", package["parts"][:1])
    assert await at.seen() == {}
    await at.say("reverted")
    assert (await at.seen(), await at.rows()) == ({}, 0)
    elsewhere = [{**part, "service": "social"} for part in package["parts"]]
    told = len(await bench.published())
    await at.ask("install", elsewhere)
    assert len(await bench.published()) == told
    assert await bench.inbox("dead") == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "workflow"}, "schema_refused"),
        ({"payload": {"key": "x", "subject": "y"}}, "schema_refused"),
        ({"payload": {"key": "x", "subject": "y", "body": "z", "workspace_id": "1"}}, "schema_refused"),
        ({"payload": {"key": "x", "subject": "y", "body": "{{ secret }}"}}, "schema_refused"),
        ({"payload": {"key": "x", "subject": "y", "body": f"https://a.example/{new_id()}"}}, "schema_refused"),
        ({"payload": {"key": "x", "subject": "y", "body": "z", "layout_id": {"$part": "none"}}}, "schema_refused"),
        ({"plan": {"features": []}}, "feature_disabled"),
        ({"plan": {"status": "suspended"}}, "workspace_suspended"),
    ],
)
async def test_what_cannot_come_in_is_refused_by_a_stable_code(
    bench: ServiceBench, package: dict[str, Any], change: dict[str, Any], code: str
) -> None:
    at = await buyer(bench, **change.pop("plan", {}))
    answer = await at.ask("install", [package["parts"][0], {**package["parts"][0], "part_id": "2", **change}])
    assert (answer["outcome"], answer["code"], bool(answer["detail"])) == ("failed", code, True)
    assert (await at.rows(), await bench.inbox("dead")) == (0, [])


async def test_nobody_brings_records_of_another_workspace(bench: ServiceBench, package: dict[str, Any]) -> None:
    theirs = await buyer(bench)
    await theirs.install(package)
    at = await buyer(bench)
    at.ids = dict(theirs.ids)
    answer = await at.ask("install", package["parts"][3:])
    assert (answer["outcome"], answer["code"]) == ("failed", "schema_refused")
    at.installation = theirs.installation
    for mode in ("uninstall", "update"):
        await at.ask(mode, package["parts"])
    await at.say("reverted")
    assert await theirs.seen() == WHOLE
    assert await theirs.rows() == 4


async def test_a_key_that_is_taken_gets_a_number(bench: ServiceBench, package: dict[str, Any]) -> None:
    at = await buyer(bench)
    await make(at.member, "mail-templates", key="frame", subject="x", body="y")
    await at.bring(package)
    await make(at.member, "mail-templates", key="first", subject="x", body="y")  # while the part is hidden
    await at.say("completed")
    assert (await at.seen())["mail-templates"] == ["frame", "frame-2", "first-2", "last", "first"]


def with_subject(package: dict[str, Any], subject: str) -> dict[str, Any]:
    parts = [dict(part) for part in package["parts"]]
    for part in parts[1:3]:
        part["payload"] = {**part["payload"], "subject": subject, "preheader": None}
    return {**package, "parts": parts}


async def test_an_update_respects_what_was_edited(bench: ServiceBench, package: dict[str, Any]) -> None:
    at = await buyer(bench)
    await at.install(package)
    await at.change("mail_template-3", body="My own words")
    gone = await at.member.delete(f"{API}/sequences/{at.ids['sequence-1']}", headers={"if-match": "*"})
    assert gone.status_code == 204
    newer = with_subject(package, "Hello again")
    newer["parts"].append({**newer["parts"][1], "part_id": "more", "stage": 4})
    outcomes = {}
    for part in newer["parts"]:
        answer = await at.ask("update", [part])
        assert answer["outcome"] == "completed", answer
        outcomes |= {one["part_id"]: one["outcome"] for one in answer["parts"]}
    assert outcomes == {
        "mail_template-1": "replaced",
        "mail_template-2": "replaced",
        "mail_template-3": "kept",
        "sequence-1": "kept",
        "more": "created",
    }
    first, last = await at.one("mail_template-2"), await at.one("mail_template-3")
    assert (first["subject"], first["preheader"], first["key"]) == ("Hello again", None, "first")
    assert (last["subject"], last["body"]) == ("Hello", "My own words")
    assert await at.seen() == {"mail-templates": ["frame", "first", "last"]}
    await at.say("completed")
    assert await at.seen() == {"mail-templates": ["frame", "first", "last", "first-2"]}


async def test_a_failed_update_is_undone(bench: ServiceBench, package: dict[str, Any]) -> None:
    at = await buyer(bench)
    await at.install(package)
    before = await exported(at.member, "sequences", at.ids["sequence-1"])
    newer = with_subject(package, "Hello again")
    for _ in range(2):
        assert (await at.bring(newer, "update"))["outcome"] == "completed"
    await at.change("mail_template-3", body="My own words")  # after the update, before it is undone
    undone = await at.say("reverted")
    assert {part["part_id"]: part["outcome"] for part in undone["parts"]} == {
        "sequence-1": "restored",
        "mail_template-2": "restored",
        "mail_template-1": "restored",
    }
    assert (await at.one("mail_template-3"))["subject"] == "Hello again"
    await at.change("mail_template-3", body="This is last", subject="Hello", preheader="you")
    assert await exported(at.member, "sequences", at.ids["sequence-1"]) == before
    assert (await at.say("reverted"))["parts"] == [], "once undone it is done"


async def test_what_runs_is_not_changed_under_its_readers(bench: ServiceBench, package: dict[str, Any]) -> None:
    at = await buyer(bench)
    form = {"part_id": "lead_form-1", "service": "crm", "type": "lead_form", "stage": 1, "refs": []}
    form["payload"] = {"name": "Ask us", "mapping": {"email": "email"}, "active": True}
    await at.install({**package, "parts": [*package["parts"], form]})
    assert (await at.one("lead_form-1"))["active"] is False
    await at.change("lead_form-1", active=True)
    updated = await at.ask("update", [{**form, "payload": {**form["payload"], "name": "Other"}}])
    assert updated["parts"][0]["outcome"] == "kept"
    assert (await at.one("lead_form-1"))["name"] == "Ask us"


async def test_a_revoked_licence_takes_back_drafts_only(bench: ServiceBench, package: dict[str, Any]) -> None:
    at = await buyer(bench)
    await at.install(package)
    await at.change("sequence-1", name="Mine")
    answer = await at.ask("revoke", package["parts"])
    assert {part["part_id"]: part["outcome"] for part in answer["parts"]} == {
        "sequence-1": "kept",
        "mail_template-1": "kept",
        "mail_template-2": "kept",
        "mail_template-3": "kept",
    }, "what an edited sequence sends stays with it"
    other = await buyer(bench)
    await other.install(package)
    assert {part["outcome"] for part in (await other.ask("revoke", package["parts"]))["parts"]} == {"removed"}
    assert (await other.seen(), await other.rows()) == ({}, 0)


async def test_an_uninstallation_removes_all_but_what_something_else_needs(
    bench: ServiceBench, package: dict[str, Any]
) -> None:
    at = await buyer(bench)
    await at.install(package)
    await at.change("mail_template-2", body="My own words")
    about = {"layout_id": at.ids["mail_template-1"], "subject": "x", "body": "y"}
    await make(at.member, "mail-templates", key="mine", **about)
    variants = [{"template_id": at.ids["mail_template-3"]}]
    await make(at.member, "campaigns", name="Mine", audience={}, variants=variants)
    answer = await at.ask("uninstall", [{**part, "payload": {}} for part in package["parts"]])
    assert [(part["part_id"], part["outcome"]) for part in answer["parts"]] == [
        ("sequence-1", "removed"),
        ("mail_template-3", "kept"),
        ("mail_template-2", "removed"),
        ("mail_template-1", "kept"),
    ]
    assert await at.seen() == {"mail-templates": ["frame", "last", "mine"]}
    assert len(await bench.published("crm.sequence.deleted.v1")) == 1
    assert (await at.ask("uninstall", package["parts"][1:2]))["parts"] == []


async def test_a_lead_form_leaves_without_people_and_comes_in_asleep(bench: ServiceBench) -> None:
    seller = await buyer(bench)
    news = await make(seller.member, "lists", name="News", opt_in="single")
    fields = {"mapping": {"mail": "email"}, "tags": ["asked"], "points": 5, "task_subject": "Answer"}
    owned = {"owner_id": str(new_id()), "list_ids": [news["id"]], "allowed_origins": ["https://seller.example"]}
    made = await make(seller.member, "lead-forms", name="Ask us", **fields, **owned)
    package = await exported(seller.member, "lead-forms", made["id"])
    assert "seller.example" not in str(package)
    at = await buyer(bench)
    await at.install(package)
    shown = await at.one("lead_form-1")
    assert {name: shown[name] for name in fields} == fields
    assert (shown["active"], shown["owner_id"], shown["list_ids"], shown["allowed_origins"]) == (False, None, [], [])
    assert shown["key"] != made["key"]
    assert (
        await bench.client().post(f"/lead-forms/{shown['key']}", json={"answers": {"mail": "a@b.example"}})
    ).status_code == 404


async def test_the_mapping_of_a_form_comes_in_with_the_form_itself(bench: ServiceBench) -> None:
    seller = await buyer(bench)
    about = {"source": "social_form", "form_id": str(new_id()), "mapping": {"mail": "email"}}
    made = await make(seller.member, "lead-forms", name="Ask us", **about)
    package = await exported(seller.member, "lead-forms", made["id"])
    assert package["parts"][0]["payload"]["form_id"] == {"$part": "form"}
    at = await buyer(bench)
    at.ids["form"] = str(new_id())  # what social has answered
    await at.install(package)
    assert (await at.one("lead_form-1"))["form_id"] == at.ids["form"]


async def test_what_means_nothing_elsewhere_cannot_leave(bench: ServiceBench) -> None:
    seller = await buyer(bench)
    news = await make(seller.member, "lists", name="News", opt_in="single")
    steps = [wait("w"), {"key": "l", "type": "add_to_list", "list_id": news["id"]}]
    made = await make(seller.member, "sequences", name="Ask", kind="transactional", steps=steps)
    refused = await seller.member.get(f"{API}/sequences/{made['id']}/export")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_portable")
    assert refused.json()["fields"] == ["/steps/1/list_id"]
    picture = [{"type": "image", "url": f"https://mewayz.example/media/{new_id()}", "alt": "Us"}]
    mail = await make(seller.member, "mail-templates", key="us", subject="Us", editor="block", blocks=picture)
    refused = await seller.member.get(f"{API}/mail-templates/{mail['id']}/export")
    assert refused.json()["fields"] == ["/blocks/0/url"]
    reader = bench.member(seller.workspace, permissions=["crm.*:read"])
    for noun, one in (("sequences", made), ("mail-templates", mail)):
        assert (await reader.get(f"{API}/{noun}/{one['id']}/export")).status_code == 403
        stranger = bench.member(await bench.workspace())
        assert (await stranger.get(f"{API}/{noun}/{one['id']}/export")).status_code == 404


async def test_parts_go_with_their_workspace(bench: ServiceBench, package: dict[str, Any]) -> None:
    at = await buyer(bench)
    await at.bring(package)
    await bench.deliver("workspace.workspace.purge_requested.v1", {"id": str(at.workspace)}, workspace_id=at.workspace)
    assert await at.rows() == 0
    assert await bench.inbox("dead") == []
    async with bench.uow(workspace_id=at.workspace) as uow:
        assert await uow.scalar(sa.text("SELECT COUNT(*) FROM mail_templates WHERE deleted_at IS NOT NULL")) == 0

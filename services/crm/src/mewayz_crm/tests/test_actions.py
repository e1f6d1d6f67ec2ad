"""What workflows may do here: each action does what its route does, once, and no more than the person may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
import jsonschema
import pytest

from mewayz_crm import service
from mewayz_crm.sequences.tests.making import JANE, tag, wait
from mewayz_crm.tests.making import API, make
from mewayz_kit.actions import actions_of
from mewayz_kit.ids import new_id
from mewayz_testing.automation import Automation
from mewayz_testing.bench import ServiceBench

ACTIONS = actions_of(service)
NOUNS = ("contacts", "leads", "deals", "activities", "notes", "subscriptions", "sequence-enrolments", "messages")
Input = Callable[["Desk"], dict[str, Any]]


@dataclass
class Desk:
    """A workspace with one record of everything that an action can be about, and somebody who may do all of it."""

    bench: ServiceBench
    automation: Automation
    workspace: UUID
    user: UUID
    member: httpx2.AsyncClient
    ids: dict[str, str]

    async def ask(self, action: str, data: dict[str, Any], **options: Any) -> dict[str, Any]:
        """The answer to an action in the name of that person."""
        about = {"workspace_id": self.workspace, "user_id": self.user} | options
        return await self.automation.ask(self.bench, action, data, **about)

    async def state(self) -> dict[str, Any]:
        """Everything that actions change, as the API shows it."""
        return {noun: (await self.member.get(f"{API}/{noun}")).json()["items"] for noun in NOUNS}


async def desk(bench: ServiceBench, automation: Automation, **plan: Any) -> Desk:
    workspace, user = await bench.workspace(**plan), new_id()
    automation.grant(user, workspace)
    member = bench.member(workspace, user_id=user)
    contact = await make(member, first_name="Jane", emails=[{"address": JANE}], tags=["old"], owner_id=str(user))
    about = {"subject_type": "contact", "subject_id": contact["id"]}
    deal = await make(member, "deals", name="First", contact_ids=[contact["id"]])
    stages = (await member.get(f"{API}/stages", params={"pipeline_id": deal["pipeline_id"]})).json()
    sequence = await make(member, "sequences", name="Later", kind="transactional", steps=[wait("w"), tag("t")])
    started = await member.post(f"{API}/sequences/{sequence['id']}/activate")
    assert started.status_code == 200, started.text
    ids = {
        "contact": contact["id"],
        "lead": (await make(member, "leads", first_name="Joe"))["id"],
        "deal": deal["id"],
        "task": (await make(member, "activities", type="task", subject="Call"))["id"],
        "call": (await make(member, "activities", type="call", subject="Called"))["id"],
        "note": (await make(member, "notes", body="Hello", **about))["id"],
        "list": (await make(member, "lists", name="News", opt_in="single"))["id"],
        "stage": next(one["id"] for one in stages["items"] if one["kind"] == "won"),
        "sequence": sequence["id"],
    }
    await bench.run_until_idle()
    return Desk(bench, automation, workspace, user, member, ids)


INPUTS: dict[str, Input] = {
    "create_contact": lambda at: {"first_name": "Ann", "emails": [{"address": "ann@example.com"}]},
    "update_contact": lambda at: {"contact_id": at.ids["contact"], "changes": {"title": "Director"}},
    "tag_contact": lambda at: {"contact_id": at.ids["contact"], "tags": ["new", "old"]},
    "assign_contact": lambda at: {"contact_id": at.ids["contact"], "owner_id": None},
    "create_lead": lambda at: {"first_name": "Ann"},
    "update_lead": lambda at: {"lead_id": at.ids["lead"], "changes": {"city": "Graz"}},
    "tag_lead": lambda at: {"lead_id": at.ids["lead"], "tags": ["new"]},
    "assign_lead": lambda at: {"lead_id": at.ids["lead"], "owner_id": str(at.user)},
    "create_deal": lambda at: {"name": "Second", "contact_ids": [at.ids["contact"]]},
    "update_deal": lambda at: {"deal_id": at.ids["deal"], "changes": {"amount": {"amount": 5, "currency": "EUR"}}},
    "tag_deal": lambda at: {"deal_id": at.ids["deal"], "tags": ["new"]},
    "move_deal": lambda at: {"deal_id": at.ids["deal"], "stage_id": at.ids["stage"]},
    "create_task": lambda at: {"subject": "Write", "related": [{"type": "contact", "id": at.ids["contact"]}]},
    "update_task": lambda at: {"task_id": at.ids["task"], "changes": {"subject": "Call again"}},
    "create_note": lambda at: {"subject_type": "deal", "subject_id": at.ids["deal"], "body": "Nice"},
    "update_note": lambda at: {"note_id": at.ids["note"], "changes": {"pinned": True}},
    "subscribe_contact": lambda at: {"contact_id": at.ids["contact"], "list_id": at.ids["list"]},
    "enrol_contacts": lambda at: {"sequence_id": at.ids["sequence"], "contact_ids": [at.ids["contact"]]},
    "send_message": lambda at: {"to": JANE, "subject": "Hello", "text": "Hello Jane"},
}
SHOWN: dict[str, tuple[str, dict[str, Any]]] = {
    "create_contact": ("contacts", {"first_name": "Ann"}),
    "update_contact": ("contacts", {"title": "Director"}),
    "tag_contact": ("contacts", {"tags": ["new", "old"]}),
    "assign_contact": ("contacts", {"owner_id": None}),
    "create_lead": ("leads", {"first_name": "Ann", "status": "new"}),
    "update_lead": ("leads", {"city": "Graz", "first_name": "Joe"}),
    "tag_lead": ("leads", {"tags": ["new"]}),
    "assign_lead": ("leads", {"status": "assigned"}),
    "create_deal": ("deals", {"name": "Second"}),
    "update_deal": ("deals", {"amount": {"amount": 5, "currency": "EUR"}}),
    "tag_deal": ("deals", {"tags": ["new"]}),
    "move_deal": ("deals", {"status": "won"}),
    "create_task": ("activities", {"subject": "Write", "type": "task"}),
    "update_task": ("activities", {"subject": "Call again"}),
    "create_note": ("notes", {"body": "Nice"}),
    "update_note": ("notes", {"pinned": True, "body": "Hello"}),
    "subscribe_contact": ("subscriptions", {"address": JANE, "state": "confirmed", "source": "member"}),
    "enrol_contacts": ("sequence-enrolments", {"state": "active"}),
    "send_message": ("messages", {"to_address": JANE, "category": "transactional"}),
}


def test_every_action_is_tried() -> None:
    assert set(INPUTS) == set(SHOWN) == set(ACTIONS)


@pytest.mark.parametrize("name", ACTIONS)
async def test_an_action_does_what_it_says_once(acting: ServiceBench, automation: Automation, name: str) -> None:
    at = await desk(acting, automation)
    data = INPUTS[name](at)
    jsonschema.validate(data, ACTIONS[name].contract()["input"])
    answer = await at.ask(name, data, key="1")
    assert answer["outcome"] == "completed", answer
    jsonschema.validate(answer["result"], ACTIONS[name].contract()["result"])
    noun, expected = SHOWN[name]
    record = answer["result"].get("id") or answer["result"]["enrolment_ids"][0]
    shown = (await at.member.get(f"{API}/{noun}/{record}")).json()
    assert {field: shown[field] for field in expected} == expected
    done = await at.state()
    assert await at.ask(name, data, key="1") == answer
    assert await at.state() == done
    assert await acting.inbox("dead") == []


@pytest.mark.parametrize("name", ACTIONS)
async def test_nobody_does_by_a_workflow_what_they_may_not_do(
    acting: ServiceBench, automation: Automation, name: str
) -> None:
    at = await desk(acting, automation)
    stranger = await desk(acting, automation)
    before = await at.state()
    viewer = new_id()
    automation.grant(viewer, at.workspace, "*:read", role="viewer")
    refused = await at.ask(name, INPUTS[name](at), user_id=viewer)
    assert (refused["outcome"], refused["code"]) == ("failed", "permission_denied")
    foreign = await at.ask(name, INPUTS[name](at), user_id=stranger.user)
    assert (foreign["outcome"], foreign["code"]) == ("failed", "permission_denied")
    if not name.startswith("create_") and name != "send_message":
        elsewhere = await stranger.ask(name, INPUTS[name](at))
        assert (elsewhere["outcome"], elsewhere["retryable"]) == ("failed", False)
        assert elsewhere["code"] in {"not_found", "validation_failed"}
    assert await at.state() == before


async def test_who_sees_only_their_own_records_acts_only_on_those(acting: ServiceBench, automation: Automation) -> None:
    at = await desk(acting, automation)
    await at.member.put(f"{API}/record-access", json={"roles": {"editor": "own"}})
    bob = new_id()
    automation.grant(bob, at.workspace, "crm.*:*", role="editor")
    change = INPUTS["update_contact"](at)
    assert (await at.ask("update_contact", change, user_id=bob))["code"] == "not_found"
    made = await at.ask("create_contact", {"first_name": "Bob's"}, user_id=bob)
    shown = (await at.member.get(f"{API}/contacts/{made['result']['id']}")).json()
    assert shown["owner_id"] == str(bob)


async def test_a_refusal_of_the_crm_is_the_answer_by_its_code(acting: ServiceBench, automation: Automation) -> None:
    at = await desk(acting, automation, limits={"crm.contacts": 1, "crm.sequences": 1})
    answers = [
        await at.ask("create_contact", {"first_name": "Jane", "emails": [{"address": JANE}]}),
        await at.ask("create_contact", {"first_name": "Ann"}),
        await at.ask("update_task", {"task_id": at.ids["call"], "changes": {"subject": "x"}}),
        await at.ask("tag_contact", {"contact_id": at.ids["contact"], "tags": []}),
        await at.ask("update_contact", {"contact_id": at.ids["contact"], "changes": {"score": 99}}),
        await at.ask("send_message", {"to": JANE, "template_key": "nothing"}),
    ]
    assert [answer["code"] for answer in answers] == [
        "email_taken",
        "plan_limit_reached",
        "not_found",
        "validation_failed",
        "validation_failed",
        "validation_failed",
    ]
    await at.member.post(f"{API}/sequences/{at.ids['sequence']}/pause")
    enrolled = await at.ask("enrol_contacts", INPUTS["enrol_contacts"](at))
    assert enrolled["code"] == "sequence_not_active"
    subscribed = await at.ask("subscribe_contact", INPUTS["subscribe_contact"](at))
    assert subscribed["outcome"] == "completed"
    await at.member.post(f"{API}/subscriptions/{subscribed['result']['id']}/unsubscribe")
    again = await at.ask("subscribe_contact", INPUTS["subscribe_contact"](at))
    assert again["code"] == "unsubscribed"

"""Actions: asked for as often as you like, done once, under the rights of the person in whose name it is."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from mewayz_kit.actions import REMEMBERED, TRIES, Stored, action, actions_of, memory_of
from mewayz_kit.compat import breaking
from mewayz_kit.contracts import documents, stale, write
from mewayz_kit.ids import new_id
from mewayz_kit.service import Feature, Service
from mewayz_testing.automation import Automation
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race

API = "/api/v1/probe"
FIRM = {"name": "Ferrell LLC"}
ADA = new_id()


async def acme_of(bench: ServiceBench, automation: Automation, **plan: Any) -> UUID:
    workspace: UUID = await bench.workspace(**{"features": ["firms"], **plan})
    automation.grant(ADA, workspace)
    return workspace


async def firms(bench: ServiceBench, workspace: UUID) -> list[str]:
    found = (await bench.member(workspace).get(f"{API}/firms")).json()["items"]
    return [firm["name"] for firm in found]


async def test_an_action_is_done_in_the_name_of_a_person_and_answered(
    bench: ServiceBench, automation: Automation
) -> None:
    acme = await acme_of(bench, automation)
    answer = await automation.ask(bench, "create_firm", FIRM, workspace_id=acme, user_id=ADA, key="step-1", depth=3)
    [told] = await automation.answers(bench, "step-1")
    assert answer == {"outcome": "completed", "idempotency_key": "step-1", "result": {"id": answer["result"]["id"]}}
    assert (told.subject, told.public, told.workspaceid, told.actor, told.depth) == ("step-1", False, acme, str(ADA), 3)
    [created] = await bench.published("probe.firm.created.v1")
    assert (created.data["id"], created.actor, created.depth) == (answer["result"]["id"], str(ADA), 3)
    assert created.correlationid == told.correlationid
    assert await firms(bench, acme) == ["Ferrell LLC"]


async def test_a_repeat_gets_the_answer_of_then(bench: ServiceBench, automation: Automation) -> None:
    acme = await acme_of(bench, automation, limits={"probe.firms": 1})
    about: dict[str, Any] = {"workspace_id": acme, "user_id": ADA}
    first = await automation.ask(bench, "create_firm", FIRM, key="1", **about)
    full = await automation.ask(bench, "create_firm", {"name": "Other"}, key="2", **about)
    assert (full["outcome"], full["code"], full["retryable"]) == ("failed", "plan_limit_reached", False)
    automation.rights.clear()  # what was done stays done, whoever may do it by now
    await bench.workspace(workspace_id=acme, features=[], limits={"probe.firms": 9})
    assert await automation.ask(bench, "create_firm", FIRM, key="1", **about) == first
    assert await automation.ask(bench, "create_firm", {"name": "Other"}, key="2", **about) == full
    assert [len(await automation.answers(bench, key)) for key in "12"] == [2, 2]
    assert await firms(bench, acme) == ["Ferrell LLC"]


async def test_the_same_message_is_answered_once(bench: ServiceBench, automation: Automation) -> None:
    acme, message = await acme_of(bench, automation), new_id()
    about: dict[str, Any] = {"workspace_id": acme, "user_id": ADA, "key": "1", "message_id": message}
    await automation.ask(bench, "create_firm", FIRM, **about)
    await automation.ask(bench, "create_firm", FIRM, **about)
    inbox = bench.runtime.service.tables.inbox
    async with bench.runtime.db.write.begin() as connection:  # the worker was lost before it could say it was done
        await connection.execute(sa.update(inbox).where(inbox.c.message_id == message).values(state="pending"))
    await bench.run_until_idle()
    assert len(await automation.answers(bench, "1")) == 1
    assert await firms(bench, acme) == ["Ferrell LLC"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"action": "burn_firm"}, "unknown_action"),
        ({"data": {"name": ""}}, "validation_failed"),
        ({"data": {**FIRM, "workspace_id": str(new_id())}}, "validation_failed"),
        ({"data": {**FIRM, "parent_id": str(new_id())}}, "validation_failed"),
        ({"user_id": new_id()}, "permission_denied"),
        ({"permissions": ("probe.firms:read",)}, "permission_denied"),
        ({"status": "suspended"}, "workspace_suspended"),
        ({"status": "closed"}, "workspace_suspended"),
        ({"features": []}, "feature_disabled"),
        ({"limits": {"probe.firms": 0}}, "plan_limit_reached"),
    ],
)
async def test_a_refusal_is_the_answer_and_leaves_nothing(
    bench: ServiceBench, automation: Automation, wrong: dict[str, Any], code: str
) -> None:
    plan = {name: wrong[name] for name in ("status", "features", "limits") if name in wrong}
    acme = await acme_of(bench, automation, **plan)
    if "permissions" in wrong:
        automation.grant(ADA, acme, *wrong["permissions"])
    about = {"workspace_id": acme, "user_id": wrong.get("user_id", ADA)}
    answer = await automation.ask(bench, wrong.get("action", "create_firm"), wrong.get("data", FIRM), **about)
    assert (answer["outcome"], answer["code"], answer["retryable"]) == ("failed", code, False)
    assert answer["detail"]
    assert await firms(bench, acme) == []
    assert await bench.published("probe.firm.created.v1") == []
    assert await bench.inbox("dead") == []


async def test_a_field_that_is_wrong_is_named(bench: ServiceBench, automation: Automation) -> None:
    acme = await acme_of(bench, automation)
    answer = await automation.ask(bench, "create_firm", {"name": 7}, workspace_id=acme, user_id=ADA)
    assert answer["detail"] == "name: Input should be a valid string"


async def test_a_constraint_of_the_database_is_a_refusal_by_its_name(
    bench: ServiceBench, automation: Automation
) -> None:
    acme = await acme_of(bench, automation)
    about: dict[str, Any] = {"workspace_id": acme, "user_id": ADA}
    book = {"isbn": "1", "title": "Emma"}
    assert (await automation.ask(bench, "buy_book", book, **about))["outcome"] == "completed"
    again = await automation.ask(bench, "buy_book", book, **about)
    assert (again["code"], again["detail"]) == ("isbn_taken", "This book is there already.")


async def test_one_key_is_one_request(bench: ServiceBench, automation: Automation) -> None:
    acme = await acme_of(bench, automation)
    about: dict[str, Any] = {"workspace_id": acme, "user_id": ADA, "key": "1"}
    await automation.ask(bench, "create_firm", FIRM, **about)
    other = await automation.ask(bench, "create_firm", {"name": "Other"}, **about)
    assert (other["outcome"], other["code"]) == ("failed", "idempotency_key_reused")
    assert await firms(bench, acme) == ["Ferrell LLC"]


async def test_workspaces_know_nothing_of_each_others_keys_and_people(
    bench: ServiceBench, automation: Automation
) -> None:
    acme, other = await acme_of(bench, automation), await bench.workspace(features=["firms"])
    done = await automation.ask(bench, "create_firm", FIRM, workspace_id=acme, user_id=ADA, key="1")
    refused = await automation.ask(bench, "create_firm", FIRM, workspace_id=other, user_id=ADA, key="1")
    assert (done["outcome"], refused["code"]) == ("completed", "permission_denied")
    assert await firms(bench, other) == []


@pytest.mark.parametrize("title", ["Later", "Bug"])
async def test_what_may_pass_is_tried_again_then_given_back(
    bench: ServiceBench, automation: Automation, clock: Any, title: str
) -> None:
    acme = await acme_of(bench, automation)
    about: dict[str, Any] = {"workspace_id": acme, "user_id": ADA, "key": "1"}
    book = {"isbn": "1", "title": title}
    assert await automation.ask(bench, "buy_book", book, **about) == {}
    for _ in range(TRIES):
        clock.advance(seconds=60)
        await bench.run_until_idle()
    [failed] = await automation.answers(bench, "1")
    assert (failed.data["retryable"], failed.data["code"] == "internal_error") == (True, title == "Bug")
    assert (await bench.member(acme).get(f"{API}/books")).json()["items"] == []
    attempt = await automation.ask(bench, "buy_book", {**book, "title": "Emma"}, **about)
    assert attempt["outcome"] == "completed", "the next attempt is free to succeed under the same key"


async def test_while_workspace_is_away_nothing_is_decided(
    bench: ServiceBench, automation: Automation, clock: Any
) -> None:
    acme = await acme_of(bench, automation)
    automation.down = True
    assert await automation.ask(bench, "create_firm", FIRM, workspace_id=acme, user_id=ADA, key="1") == {}
    automation.down = False
    clock.advance(seconds=60)
    await bench.run_until_idle()
    [done] = await automation.answers(bench, "1")
    assert done.type == "probe.action.completed.v1"


async def test_a_key_that_comes_from_everywhere_at_once_acts_once(bench: ServiceBench, automation: Automation) -> None:
    acme = await acme_of(bench, automation)

    async def attempt(_number: int) -> None:
        await automation.ask(bench, "create_firm", FIRM, workspace_id=acme, user_id=ADA, key="1", run=False)

    await race(attempt, callers=8)
    await bench.run_until_idle()
    bench.clock.advance(seconds=60)
    await bench.run_until_idle()
    told = await automation.answers(bench, "1")
    assert len(told) == 8
    assert len({one.data["result"]["id"] for one in told}) == 1
    assert await firms(bench, acme) == ["Ferrell LLC"]


async def test_keys_are_forgotten_in_time_and_with_their_workspace(bench: ServiceBench, automation: Automation) -> None:
    acme, other = await acme_of(bench, automation), await acme_of(bench, automation)
    keys = bench.runtime.service.tables.idempotency

    async def kept() -> set[bytes]:
        async with bench.runtime.db.read.connect() as connection:
            return set((await connection.execute(sa.select(keys.c.scope))).scalars())

    for workspace in (acme, other):
        await automation.ask(bench, "create_firm", FIRM, workspace_id=workspace, user_id=ADA)
    assert await kept() == {memory_of(acme), memory_of(other)}
    await bench.deliver("workspace.workspace.purge_requested.v1", {"id": str(acme)}, workspace_id=acme)
    assert await kept() == {memory_of(other)}
    bench.clock.advance(seconds=(REMEMBERED - timedelta(hours=1)).total_seconds())
    await bench.run_until_idle()
    assert await kept() == {memory_of(other)}
    bench.clock.advance(seconds=7300)
    await bench.run_until_idle()
    assert await kept() == set()


async def test_a_message_outside_a_workspace_is_put_aside(bench: ServiceBench) -> None:
    body = {"action": "create_firm", "input": FIRM, "on_behalf_of": str(ADA), "idempotency_key": "1"}
    await bench.deliver("ai.probe_action.requested.v1", body, public=False)
    assert len(await bench.inbox("dead")) == 1


def test_the_contract_says_what_an_action_takes_and_gives(service: Service, tmp_path: Any) -> None:
    files = documents([service])
    assert "consumers/probe/ai.probe_action.requested.v1.json" in files
    assert list(actions_of(service)) == ["buy_book", "create_firm"]
    known = actions_of(service)["create_firm"].contract()
    assert (known["description"], known["permission"], known["feature"]) == (
        "Write down a firm.",
        "probe.firms:write",
        "firms",
    )
    assert (known["effect"], actions_of(service)["buy_book"].effect) == ("safe", "money")
    assert known["input"]["additionalProperties"] is False
    assert known["result"]["required"] == ["id"]
    old, new = tmp_path / "old", tmp_path / "new"
    write(old, files)
    assert stale(old, files) == []
    service.features = [Feature(**{**_fields(service.features[0]), "actions": (_with_more(),)})]
    write(new, documents([service]))
    assert sorted(line for line in breaking(old, new) if line.startswith("action")) == [
        "action probe buy_book is gone",
        "action probe create_firm demands probe.firms:own instead of probe.firms:write",
        "action probe create_firm no longer takes the field country",
        "action probe create_firm no longer takes the field employees",
        "action probe create_firm no longer takes the field industry",
        "action probe create_firm no longer takes the field name",
        "action probe create_firm no longer takes the field parent_id",
        "action probe create_firm now requires the field id",
    ]


def test_two_actions_of_one_name_are_a_mistake(service: Service) -> None:
    feature = service.features[0]
    service.features = [feature, Feature("more", "", actions=(feature.actions[0],))]
    with pytest.raises(TypeError):
        actions_of(service)


def _fields(feature: Feature) -> dict[str, Any]:
    return {name: getattr(feature, name) for name in feature.__slots__}


def _with_more() -> Any:
    @action(permission="probe.firms:own")
    async def create_firm(uow: Any, data: Stored) -> Stored:
        """Another one."""
        return data

    return create_firm.__mewayz_action__  # type: ignore[attr-defined]

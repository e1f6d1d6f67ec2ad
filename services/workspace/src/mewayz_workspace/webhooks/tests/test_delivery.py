"""From an event to a receiver on this machine, over a real connection."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from mewayz_kit.ids import new_id
from mewayz_kit.inbox import Runner
from mewayz_testing.receiver import LOOPBACK, Receiver, receiver
from mewayz_workspace.webhooks.deliveries import service as sending

API = "/api/v1/workspace"
DEAL = {"id": "0192f0c1-7d1e-7000-8000-0000000000aa", "name": "First"}


@pytest.fixture
async def hooks() -> AsyncIterator[Receiver]:
    async with receiver() as listening:
        yield listening


@pytest.fixture
async def town(open_town: Any) -> Any:
    opened = await open_town(egress_allow=LOOPBACK)
    opened.bench.clock.set(datetime.now(UTC))  # receivers compare the time of a signature with their own
    return opened


async def house(town: Any) -> tuple[Any, Any]:
    """A workspace that may have webhooks, and its owner's credential."""
    ada = await town.person("Ada")
    acme = await town.found(ada, "Acme")
    await town.comp(acme, "webhooks")
    await town.grant(acme, workspace__webhook_endpoints=3)
    return acme, await town.enter(ada, acme)


async def register(owner: Any, url: str, *types: str, **fields: Any) -> Any:
    answer = await owner.post(
        f"{API}/webhook-endpoints", json={"url": url, "event_types": list(types or ("crm.*",)), **fields}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def deliveries(owner: Any, **filters: Any) -> list[Any]:
    page = await owner.get(f"{API}/webhook-deliveries", params={"sort": "created_at", **filters})
    return list(page.json()["items"])


async def won(town: Any, acme: Any) -> Any:
    return await town.bench.deliver("crm.deal.won.v1", DEAL, workspace_id=acme, audit={"changes": {"a": 1}})


async def test_an_event_arrives_once_signed_and_as_it_is_stored(town: Any, hooks: Receiver) -> None:
    acme, owner = await house(town)
    endpoint = await register(owner, hooks.url, "crm.deal.*")
    event = await won(town, acme)
    await town.bench.deliver("crm.contact.created.v1", DEAL, workspace_id=acme)
    await town.bench.deliver("crm.deal.won.v1", DEAL, workspace_id=acme, public=False)
    await town.bench.deliver("crm.deal.won.v1", DEAL, workspace_id=acme, message_id=event.id)
    [got] = hooks.received
    assert Webhook(endpoint["secret"]).verify(got.body, dict(got.headers)) == {
        "id": str(event.id),
        "type": "crm.deal.won.v1",
        "timestamp": event.time.isoformat().replace("+00:00", "Z"),
        "workspace_id": str(acme),
        "subject": DEAL["id"],
        "data": DEAL,
    }
    [message] = (await owner.get(f"{API}/webhook-messages")).json()["items"]
    assert message["body"].encode() == got.body
    assert message["webhook_id"] == got.headers["webhook-id"]
    assert [(step["state"], step["attempts"]) for step in message["endpoints"]] == [("delivered", 1)]
    [attempt] = await deliveries(owner, message_id=message["id"])
    assert (attempt["status"], attempt["response"], attempt["next_at"]) == (200, "thank you", None)


async def test_failures_are_repeated_with_one_id_and_fresh_timestamps(town: Any, hooks: Receiver) -> None:
    acme, owner = await house(town)
    endpoint = await register(owner, hooks.url)
    hooks.plan = [500, 500]
    await won(town, acme)
    town.bench.clock.advance(seconds=4)
    await town.bench.run_until_idle()
    assert len(hooks.received) == 1, "five seconds lie between the first two attempts"
    town.bench.clock.advance(seconds=2)
    await town.bench.run_until_idle()
    shown = (await owner.get(f"{API}/webhook-endpoints/{endpoint['id']}")).json()
    assert shown["failing_since"] is not None
    town.bench.clock.advance(minutes=6)
    await town.bench.run_until_idle()
    assert [attempt["status"] for attempt in await deliveries(owner)] == [500, 500, 200]
    assert len({got.headers["webhook-id"] for got in hooks.received}) == 1
    assert len({got.body for got in hooks.received}) == 1
    stamps = [int(got.headers["webhook-timestamp"]) for got in hooks.received]
    assert stamps == sorted(set(stamps))
    assert (await owner.get(f"{API}/webhook-endpoints/{endpoint['id']}")).json()["failing_since"] is None


async def test_both_secrets_sign_for_a_day_after_a_rotation(town: Any, hooks: Receiver) -> None:
    acme, owner = await house(town)
    first = await register(owner, hooks.url)
    assert "secret" not in (await owner.get(f"{API}/webhook-endpoints/{first['id']}")).json()
    second = (await owner.post(f"{API}/webhook-endpoints/{first['id']}/rotate-secret")).json()
    assert first["secret"] != second["secret"]
    await won(town, acme)
    for made in (first, second):
        sent = dict(hooks.received[0].headers)
        assert Webhook(made["secret"]).verify(hooks.received[0].body, sent)["type"] == "crm.deal.won.v1"
    await town.pass_time(hours=24, seconds=1)
    await town.bench.deliver("crm.deal.won.v1", DEAL, workspace_id=acme)
    last = hooks.received[-1]
    signatures = last.headers["webhook-signature"].split(" ")
    assert len(hooks.received[0].headers["webhook-signature"].split(" ")) == 2
    assert len(signatures) == 1
    with pytest.raises(WebhookVerificationError):
        Webhook(first["secret"]).verify(last.body, dict(last.headers))
    rows = await town.raw("SELECT secret FROM webhook_endpoints")
    assert first["secret"].encode() not in rows[0][0]
    published = json.dumps([event.model_dump(mode="json") for event in await town.bench.published()])
    assert second["secret"] not in published


async def test_who_answers_gone_is_switched_off_and_what_was_lost_can_be_sent_again(town: Any, hooks: Receiver) -> None:
    acme, owner = await house(town)
    endpoint = await register(owner, hooks.url)
    url = f"{API}/webhook-endpoints/{endpoint['id']}"
    hooks.plan = [410]
    await won(town, acme)
    shown = (await owner.get(url)).json()
    assert (shown["enabled"], shown["disabled_reason"]) == (False, "gone")
    await town.bench.deliver("crm.deal.lost.v1", DEAL, workspace_id=acme)
    assert len(hooks.received) == 1
    [notice] = [n for n in await town.notices("Ada") if n["template"] == "webhook_disabled"]
    assert hooks.url in notice["body"]
    for action in ("test", "recover"):
        refused = await owner.post(f"{url}/{action}")
        assert (refused.status_code, refused.json()["code"]) == (409, "endpoint_disabled")
    assert (await owner.post(f"{url}/enable")).json()["enabled"] is True
    assert (await owner.post(f"{url}/recover")).json() == {"messages": 2}
    await town.bench.run_until_idle()
    assert sorted(json.loads(got.body)["type"] for got in hooks.received[1:]) == ["crm.deal.lost.v1", "crm.deal.won.v1"]
    assert (await owner.post(f"{url}/recover")).json() == {"messages": 0}


async def test_five_days_of_failures_end_an_endpoint(town: Any, hooks: Receiver) -> None:
    acme, owner = await house(town)
    endpoint = await register(owner, hooks.url)
    hooks.plan = [500] * 100
    for _ in range(6):
        await won(town, acme)
        await town.pass_time(hours=21)
    shown = (await owner.get(f"{API}/webhook-endpoints/{endpoint['id']}")).json()
    assert (shown["enabled"], shown["disabled_reason"]) == (False, "failing")
    assert len([n for n in await town.notices("Ada") if n["template"] == "webhook_disabled"]) == 1


async def test_a_run_of_attempts_ends_and_a_redelivery_begins_another(town: Any, hooks: Receiver) -> None:
    acme, owner = await house(town)
    endpoint = await register(owner, hooks.url)
    hooks.plan = [500] * 10
    await won(town, acme)
    for _ in range(9):
        await town.pass_time(hours=27)
        await owner.post(f"{API}/webhook-endpoints/{endpoint['id']}/enable")
    [message] = (await owner.get(f"{API}/webhook-messages")).json()["items"]
    [progress] = message["endpoints"]
    assert progress["state"] in {"exhausted", "skipped"}
    tried = progress["attempts"]
    again = await owner.post(
        f"{API}/webhook-messages/{message['id']}/redeliver", json={}, headers={"idempotency-key": "again"}
    )
    assert again.status_code == 202, again.text
    hooks.plan = []
    await town.bench.run_until_idle()
    last = (await deliveries(owner))[-1]
    assert (last["attempt"], last["status"]) == (tried + 1, 200)
    assert {got.headers["webhook-id"] for got in hooks.received} == {message["webhook_id"]}


async def test_a_test_message_goes_to_one_endpoint_and_redirects_are_not_followed(town: Any, hooks: Receiver) -> None:
    _, owner = await house(town)
    endpoint = await register(owner, hooks.url, "social.*")
    await register(owner, hooks.url + "/other", "*")
    await town.bench.run_until_idle()
    hooks.received.clear()
    hooks.plan = [(302, {"location": hooks.url + "/elsewhere"})]
    answer = await owner.post(f"{API}/webhook-endpoints/{endpoint['id']}/test")
    assert (answer.status_code, answer.json()["type"]) == (202, "workspace.webhook_endpoint.tested.v1")
    await town.bench.run_until_idle()
    assert [got.path for got in hooks.received] == ["/hooks"]
    [attempt] = await deliveries(owner, endpoint_id=endpoint["id"])
    assert attempt["status"] == 302
    assert attempt["next_at"] is not None


async def test_retry_after_is_honoured(town: Any, hooks: Receiver) -> None:
    acme, owner = await house(town)
    await register(owner, hooks.url)
    hooks.plan = [(429, {"retry-after": "3600"})]
    await won(town, acme)
    await town.pass_time(minutes=59)
    assert len(hooks.received) == 1
    await town.pass_time(minutes=2)
    assert [attempt["status"] for attempt in await deliveries(owner)] == [429, 200]


async def test_old_messages_go_with_their_history(town: Any, hooks: Receiver) -> None:
    acme, owner = await house(town)
    await register(owner, hooks.url)
    await won(town, acme)
    await town.pass_time(days=91)
    assert (await owner.get(f"{API}/webhook-messages")).json()["items"] == []
    assert await deliveries(owner) == []


async def test_a_burst_is_sent_whole(town: Any, hooks: Receiver) -> None:
    acme, owner = await house(town)
    await register(owner, hooks.url)
    for _ in range(90):
        await town.bench.deliver("crm.deal.won.v1", DEAL, workspace_id=acme, run=False)
    await town.bench.run_until_idle()
    assert len({got.headers["webhook-id"] for got in hooks.received}) == len(hooks.received) == 90


async def test_workers_side_by_side_send_each_message_once(town: Any, hooks: Receiver) -> None:
    acme, owner = await house(town)
    await register(owner, hooks.url)
    for _ in range(30):
        data = DEAL | {"id": str(new_id())}
        await town.bench.deliver("crm.deal.won.v1", data, workspace_id=acme, run=False)
    await asyncio.gather(*(town.bench.run_until_idle() for _ in range(4)))
    assert len({got.headers["webhook-id"] for got in hooks.received}) == len(hooks.received) == 30
    assert {attempt["attempt"] for attempt in await deliveries(owner)} == {1}


async def test_a_receiver_that_does_not_answer_delays_nothing_but_itself(town: Any, hooks: Receiver) -> None:
    acme, owner = await house(town)
    await register(owner, hooks.url, "crm.*")
    await town.bench.run_until_idle()
    hooks.silence, hooks.plan = asyncio.Event(), [500]
    worker = asyncio.ensure_future(Runner(town.bench.runtime, lanes=1).run())
    try:
        async with asyncio.timeout(20), receiver() as other:
            await town.bench.deliver("crm.deal.won.v1", DEAL, workspace_id=acme, run=False)
            await hooks.arrived.wait()
            body = {"email": "bob@example.com", "role": "viewer"}
            assert (await owner.post(f"{API}/invitations", json=body)).status_code == 201
            while not await town.raw("SELECT id FROM mailbox_messages"):
                """A mail leaves by a job as well."""
            assert not await deliveries(owner), "the receiver has still not answered"
            await register(owner, other.url, "crm.*")
            hooks.silence.set()
            await town.bench.deliver("crm.deal.won.v1", DEAL, workspace_id=acme, run=False)
            await other.arrived.wait()
            while len(await deliveries(owner)) < 3:
                """What came of it is written after the answer."""
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    assert sorted(attempt["status"] for attempt in await deliveries(owner)) == [200, 200, 500]


async def test_one_that_never_answers_gives_its_lane_back_after_a_batch(
    town: Any, hooks: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TIMEOUT", 0.2)
    monkeypatch.setattr(sending, "BATCH", 2)
    acme, owner = await house(town)
    await register(owner, hooks.url)
    hooks.silence = asyncio.Event()
    for _ in range(3):
        data = DEAL | {"id": str(new_id())}
        await town.bench.deliver("crm.deal.won.v1", data, workspace_id=acme, run=False)
    runner = Runner(town.bench.runtime)
    await runner.step()  # the messages lie before the endpoint
    await runner.step()  # its sender comes
    assert [attempt["error"] for attempt in await deliveries(owner)] == ["egress_timeout"] * 2
    await town.bench.run_until_idle()
    assert len(await deliveries(owner)) == 3, "the rest has its turn in a job of its own"
    hooks.silence.set()

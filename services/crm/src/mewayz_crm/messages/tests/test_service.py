"""A mail is a row before it leaves, and leaves once, by its claim."""

from typing import Any
from uuid import UUID

from mewayz_crm.messages import service as messages
from mewayz_crm.messages.drafts import Draft, Outcome
from mewayz_crm.messages.models import Message
from mewayz_crm.tests.making import API, make
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race

JANE = "jane@example.com"
LIMITS = {"crm.contacts": -1, "crm.mails_month": 100}


def draft(**more: Any) -> Draft:
    given = {"category": "transactional", "purpose": "receipt", "to_address": JANE, "subject": "Hi"}
    return Draft(**{**given, "html": "<p>Hello</p>", "text": "Hello", **more})


async def put(bench: ServiceBench, workspace: UUID, **more: Any) -> Message:
    async with bench.uow(workspace_id=workspace) as uow:
        return await messages.queue(uow, draft(**more))


async def stored(bench: ServiceBench, workspace: UUID, message_id: UUID) -> Message:
    async with bench.uow(workspace_id=workspace) as uow:
        return await uow.get(Message, message_id)


async def test_a_queued_mail_is_sent_once_and_told(mailing: ServiceBench, post: Any) -> None:
    acme = await mailing.workspace(limits=LIMITS)
    person = await make(mailing.member(acme), emails=[{"address": JANE}])
    first = await put(mailing, acme, dedupe_key="order-1")
    again = await put(mailing, acme, dedupe_key="order-1", subject="Other")
    assert (again.id, again.subject) == (first.id, "Hi")
    await mailing.run_until_idle()
    [mail] = post.to(JANE)
    assert mail["Message-ID"] == f"<{first.rfc_message_id}>"
    row = await stored(mailing, acme, first.id)
    assert (row.state, row.attempts, str(row.contact_id)) == ("sent", 1, person["id"])
    [told] = await mailing.published("crm.message.sent.v1")
    assert (told.data["address"], told.data["contact_id"]) == (JANE, person["id"])


async def test_marketing_needs_a_confirmed_yes_at_the_claim(mailing: ServiceBench, post: Any) -> None:
    acme = await mailing.workspace(limits=LIMITS)
    member = mailing.member(acme)
    news = await make(member, "lists", name="News", opt_in="single")
    yes = await make(member, "subscriptions", list_id=news["id"], address=JANE)
    await put(mailing, acme, category="marketing", list_ids=[UUID(news["id"])])
    await mailing.run_until_idle()
    assert len(post.to(JANE)) == 1
    later = await put(mailing, acme, category="marketing", list_ids=[UUID(news["id"])])
    await member.post(f"{API}/subscriptions/{yes['id']}/unsubscribe")
    await mailing.run_until_idle()
    row = await stored(mailing, acme, later.id)
    assert (row.state, row.error, row.counted) == ("suppressed", "unsubscribed", None)
    assert len(post.to(JANE)) == 1


async def test_only_the_holder_of_the_fence_settles(mailing: ServiceBench) -> None:
    acme = await mailing.workspace(limits=LIMITS)
    async with mailing.uow(workspace_id=acme) as uow:
        [row] = await messages.open_claimed(uow, [draft()])
    outcome = await messages.call(mailing.runtime, row)
    assert outcome == Outcome("accepted", "local")
    async with mailing.uow(workspace_id=acme) as uow:
        assert await messages.settle(uow, row.id, acme, outcome) is None
    async with mailing.uow(workspace_id=acme) as uow:
        settled = await messages.settle(uow, row.id, row.fence, outcome)
        assert settled is not None
        assert settled.state == "sent"
    async with mailing.uow(workspace_id=acme) as uow:
        assert await messages.settle(uow, row.id, row.fence, outcome) is None


async def test_of_many_at_once_one_claims(mailing: ServiceBench) -> None:
    acme = await mailing.workspace(limits=LIMITS)
    row = await put(mailing, acme)

    async def attempt(_: int) -> bool:
        async with mailing.uow(workspace_id=acme) as uow:
            return await messages.claim(uow, row.id) is not None

    assert sum(1 for won in await race(attempt, callers=8) if won is True) == 1


async def test_of_many_at_once_with_one_key_one_is_kept(mailing: ServiceBench, post: Any) -> None:
    acme = await mailing.workspace(limits=LIMITS)
    rows = await race(lambda _: put(mailing, acme, dedupe_key="k"), callers=10)
    assert len({row.id for row in rows if isinstance(row, Message)}) == 1
    assert all(isinstance(row, Message) for row in rows)
    await mailing.run_until_idle()
    assert len(post.to(JANE)) == 1

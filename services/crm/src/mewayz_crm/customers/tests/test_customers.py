"""What other services tell: one contact, one line, one sum, however often and in whatever order it comes."""

from collections.abc import Mapping
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from mewayz_crm.customers.events import CustomerFact, LearnerFact
from mewayz_crm.customers.handlers import count_order
from mewayz_crm.customers.rules import KEPT, OF_LEARNERS, kept, names_of, readable
from mewayz_crm.tests.making import make
from mewayz_kit.events import handler_of
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

API = "/api/v1/crm"
PERSON = {"email": "Jane@Example.com", "name": "Jane van Dyke", "locale": "de-AT", "contact_id": None}


def order(order_id: UUID | None = None, amount: int = 4200, **more: Any) -> dict[str, Any]:
    known = {"order_id": str(order_id or new_id()), "number": "1001", "total": {"amount": amount, "currency": "EUR"}}
    return {**known, "customer": PERSON, **more}


async def the_contact(member: Any) -> dict[str, Any]:
    [found] = (await member.get(f"{API}/contacts")).json()["items"]
    return dict(found)


async def lines(member: Any, subject: str) -> list[str]:
    found = (await member.get(f"{API}/timeline", params={"subject_id": subject})).json()["items"]
    return sorted(line["kind"] for line in found)


@pytest.mark.parametrize("type_", sorted(KEPT))
async def test_whoever_does_something_is_a_contact_once(bench: ServiceBench, type_: str) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    data = order(quote_id=str(new_id()), learner=PERSON)
    message = new_id()
    for _ in range(3):
        await bench.deliver(type_, data, workspace_id=workspace, message_id=message)
    contact = await the_contact(member)
    assert (contact["name"], contact["emails"][0]["address"], contact["locale"]) == (
        "Jane van Dyke",
        "Jane@example.com",
        "de-AT",
    )
    kind = type_.split(".", 1)[1].removesuffix(".v1")
    assert [one for one in await lines(member, contact["id"]) if one == kind] == [kind]
    [told] = await bench.published("crm.contact.engaged.v1")
    assert (told.public, told.data["kind"], told.data["source_event_id"]) == (False, type_[:-3], str(message))
    assert await bench.inbox("dead") == []
    stranger = bench.member(await bench.workspace())
    assert (await stranger.get(f"{API}/contacts")).json()["items"] == []


ORDER = ("commerce.order.placed.v1", "commerce.order.paid.v1", "commerce.order.refunded.v1")


@pytest.mark.parametrize("types", list(permutations(ORDER)))
async def test_the_lifetime_value_does_not_depend_on_the_order_of_events(
    bench: ServiceBench, types: tuple[str, ...]
) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    gone, kept_one = order(amount=9900), order(amount=4200)
    messages = {type_: new_id() for type_ in types}
    for _ in range(3):
        for type_ in types:
            await bench.deliver(type_, gone, workspace_id=workspace, message_id=messages[type_])
    await bench.deliver("commerce.order.paid.v1", kept_one, workspace_id=workspace)
    contact = await the_contact(member)
    assert contact["lifetime_value"] == [{"amount": 4200, "currency": "EUR"}]
    assert contact["lifecycle_stage"] == "customer"
    assert len(await bench.published("crm.contact.lifecycle_changed.v1")) == 1
    assert len(await lines(member, contact["id"])) == 6  # created, lifecycle changed, three events and the other order


async def test_sums_are_per_currency_and_can_be_asked_for(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    yen = order(total={"amount": 500, "currency": "JPY"})
    for data in (order(amount=100), order(amount=250), yen):
        await bench.deliver("commerce.order.paid.v1", data, workspace_id=workspace)
    await make(member, first_name="Nobody")
    tree = {"all": [{"field": "orders", "op": "gte", "value": 3}, {"field": "last_order_at", "op": "is_not_empty"}]}
    found = (await member.post(f"{API}/segments/preview", json={"filter": tree})).json()
    assert found["count"] == 1
    assert found["items"][0]["lifetime_value"] == [
        {"amount": 350, "currency": "EUR"},
        {"amount": 500, "currency": "JPY"},
    ]
    asked = {"format": "json", "fields": "first_name,lifetime_value"}
    exported = (await member.get(f"{API}/contacts/export", params=asked)).json()
    assert {row["first_name"]: len(row["lifetime_value"]) for row in exported} == {"Jane": 2, "Nobody": 0}
    written = await member.get(f"{API}/contacts/export", params=asked | {"format": "csv"})
    assert '""currency"":""JPY""' in written.text


async def test_a_buyer_who_is_known_stays_one_contact_after_a_merge_too(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    first = await make(member, first_name="Jane", emails=[{"address": "jane@example.com"}])
    other = await make(member, first_name="J.", emails=[{"address": "j@example.com"}])
    second = order(customer={**PERSON, "email": None, "contact_id": other["id"]})
    await bench.deliver("commerce.order.paid.v1", order(), workspace_id=workspace)
    await bench.deliver("commerce.order.paid.v1", second, workspace_id=workspace)
    merged = await member.post(f"{API}/contacts/{first['id']}/merge", json={"ids": [other["id"]]})
    assert merged.status_code == 200, merged.text
    await bench.deliver("commerce.fulfilment.delivered.v1", second, workspace_id=workspace)
    contact = await the_contact(member)
    assert contact["id"] == first["id"]
    assert contact["lifetime_value"] == [{"amount": 8400, "currency": "EUR"}]
    assert "fulfilment.delivered" in await lines(member, first["id"])


@pytest.mark.parametrize(
    ("type_", "reference"), [("commerce.order.paid.v1", "order_id"), ("finance.quote.accepted.v1", "quote_id")]
)
async def test_a_paid_order_and_an_accepted_quote_win_their_deal(
    bench: ServiceBench, type_: str, reference: str
) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    data = order(quote_id=str(new_id()))
    mine = await make(member, "deals", name="Mine", **{reference: data[reference]})
    lost = await make(member, "deals", name="Lost", **{reference: data[reference]})
    await member.post(f"{API}/deals/{lost['id']}/lose", json={"lost_reason": "price"})
    other = await make(member, "deals", name="Other", **{reference: str(new_id())})
    for _ in range(2):
        await bench.deliver(type_, data, workspace_id=workspace)
    states = {one["id"]: one["status"] for one in (await member.get(f"{API}/deals")).json()["items"]}
    assert states == {mine["id"]: "won", lost["id"]: "lost", other["id"]: "open"}
    assert len(await bench.published("crm.deal.won.v1")) == 1
    assert type_.split(".", 1)[1].removesuffix(".v1") in await lines(member, mine["id"])


async def test_beyond_the_plan_only_known_contacts_are_told_of(bench: ServiceBench) -> None:
    workspace = await bench.workspace(limits={"crm.contacts": 1})
    member = bench.member(workspace)
    known = await make(member, first_name="Known", emails=[{"address": "known@example.com"}])
    new = order()
    await bench.deliver("commerce.order.paid.v1", new, workspace_id=workspace)
    await bench.deliver("commerce.order.refunded.v1", new, workspace_id=workspace)
    old = order(customer={**PERSON, "email": "KNOWN@example.com"})
    await bench.deliver("commerce.order.paid.v1", old, workspace_id=workspace)
    assert await bench.inbox("dead") == [] == await bench.inbox("pending")
    contact = await the_contact(member)
    assert (contact["id"], contact["name"]) == (known["id"], "Known")
    assert contact["lifetime_value"] == [{"amount": 4200, "currency": "EUR"}]


async def test_nothing_brings_back_an_erased_person_and_a_required_field_stops_nobody(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    await bench.deliver("commerce.order.paid.v1", order(), workspace_id=workspace)
    contact = await the_contact(member)
    assert (await member.post(f"{API}/contacts/{contact['id']}/erase")).status_code == 200
    await bench.deliver("commerce.order.refunded.v1", order(), workspace_id=workspace)
    assert (await member.get(f"{API}/contacts")).json()["items"] == []
    field = {"entity": "contact", "key": "shoe", "label": "Shoe", "type": "text", "required": True}
    await make(member, "custom-fields", **field)
    someone = order(customer={"email": "new@example.com", "name": None, "locale": "tlh_KLINGON"})
    await bench.deliver("commerce.order.placed.v1", someone, workspace_id=workspace)
    assert (await the_contact(member))["name"] == "new@example.com"
    nobody = order(customer={"email": "not an address", "name": "X"})
    await bench.deliver("commerce.order.placed.v1", nobody, workspace_id=workspace)
    assert await bench.inbox("dead") == []
    assert (await member.post(f"{API}/contacts", json={"first_name": "Ada"})).status_code == 422


async def test_a_handler_that_runs_twice_counts_once(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    envelope = await bench.deliver("commerce.order.paid.v1", order(), workspace_id=workspace, run=False)
    from mewayz_kit.work import unit_of_work

    for _ in range(2):
        uow = unit_of_work(bench.runtime, envelope)
        await handler_of(count_order)(envelope, uow)
        await uow.commit()
        await uow.close()
    await bench.run_until_idle()
    contact = await the_contact(member)
    assert contact["lifetime_value"] == [{"amount": 4200, "currency": "EUR"}]
    assert await lines(member, contact["id"]) == ["contact.created", "contact.lifecycle_changed", "order.paid"]


def test_a_name_is_split_and_little_is_kept() -> None:
    assert names_of("  Ada  Lovelace King ") == ("Ada", "Lovelace King")
    assert names_of("Cher") == ("Cher", None)
    assert names_of(None) == names_of(" ") == (None, None)
    data: Mapping[str, Any] = {"order_id": "1", "number": None, "customer": PERSON}
    assert kept("commerce.order.paid.v1", data) == {"order_id": "1"}
    assert readable("J@Example.com") == "J@example.com"
    assert readable("J") is readable(None) is None
    assert all(type_.startswith("courses.") for type_ in OF_LEARNERS)
    assert CustomerFact.model_fields.keys() == {"customer"}
    assert LearnerFact.model_fields.keys() == {"learner"}

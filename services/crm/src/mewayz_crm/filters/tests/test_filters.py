"""Random filters against a plain reading of their rules: what a preview and the members of a segment are must be it."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mewayz_testing.bench import ServiceBench

API = "/api/v1/crm"
ZONE = ZoneInfo("America/St_Johns")
TEXTS = ["alpha", "Beta", "ALPHA beta", "Ünï_100%", "b!a"]
OPTIONS = ["Gold", "silver", "Größe"]
NUMBERS = [-3, 0, 0.1, 2, 1e6]
SHIFTS = [-731, -366, -365, -364, -8, -7, -1, 0, 1, 6, 7, 30]
TYPES = {
    "note": "text",
    "size": "number",
    "fee": "money",
    "born": "date",
    "seen": "datetime",
    "ok": "bool",
    "tier": "select",
    "likes": "multi",
}
"""Custom fields by key."""
NEGATIVE = {"neq": "eq", "not_in": "in", "not_contains": "contains", "has_none": "has_any", "is_not_empty": "is_empty"}
Record = Mapping[str, Any]


# --- the plain reading ------------------------------------------------------------------------------------------


def holds(tree: Mapping[str, Any], record: Record, today: date) -> bool:
    if "field" not in tree:
        [(kind, parts)] = tree.items()
        found = [holds(part, record, today) for part in parts]
        return {"all": all(found), "any": any(found), "none": not any(found)}[kind]
    op, value = tree["op"], tree.get("value")
    there = record[tree["field"]]
    if op in NEGATIVE:
        return not holds({**tree, "op": NEGATIVE[op]}, record, today)
    if op == "is_empty":
        return there is None or there in ("", [])
    if there is None or there == []:
        return False
    if op in ("has_any", "has_all"):
        carried = [one.lower() in map(str.lower, there) for one in value]
        return any(carried) if op == "has_any" else all(carried)
    if isinstance(there, list):
        return any(holds_one(op, one, value, today) for one in there)
    return holds_one(op, there, value, today)


def holds_one(op: str, there: Any, value: Any, today: date) -> bool:
    if isinstance(there, str):
        return text_holds(op, there.lower(), value)
    if op in ("within_last", "within_next", "on_day", "anniversary"):
        return day_holds(op, local_day(there), value, today)
    if op == "in":
        return any(holds_one("eq", there, one, today) for one in value)
    if op == "between":
        return holds_one("gte", there, value[0], today) and holds_one("lte", there, value[1], today)
    if isinstance(there, dict):
        return there["currency"] == value["currency"] and ordered(op, there["amount"], value["amount"])
    if isinstance(there, date):
        if len(value) == len("2026-11-24"):
            return ordered(op, local_day(there), date.fromisoformat(value))
        return ordered(op, there, datetime.fromisoformat(value))
    return ordered(op, there, value)


def text_holds(op: str, there: str, value: Any) -> bool:
    if op == "in":
        return there in [one.lower() for one in value]
    wanted = value.lower()
    return {
        "eq": there == wanted,
        "contains": wanted in there,
        "starts_with": there.startswith(wanted),
        "ends_with": there.endswith(wanted),
    }[op]


def ordered(op: str, there: Any, value: Any) -> bool:
    return bool(
        {
            "eq": there == value,
            "gt": there > value,
            "gte": there >= value,
            "lt": there < value,
            "lte": there <= value,
        }[op]
    )


def day_holds(op: str, day: date, value: Any, today: date) -> bool:
    if op == "on_day":
        near = {"yesterday": -1, "today": 0, "tomorrow": 1}
        return day == (today + timedelta(days=near[value]) if value in near else date.fromisoformat(value))
    if op == "anniversary":
        coming = [today + timedelta(days=ahead) for ahead in range((value or 0) + 1)]
        return any(day.year < one.year and returns(day, one) for one in coming)
    weeks = isinstance(value, dict)
    monday = today - timedelta(days=today.weekday())
    if op == "within_last":
        first = monday - timedelta(weeks=value["weeks"]) if weeks else today - timedelta(days=value)
        return first <= day <= today
    last = monday + timedelta(days=6, weeks=value["weeks"]) if weeks else today + timedelta(days=value)
    return today <= day <= last


def returns(day: date, on: date) -> bool:
    if (day.month, day.day) == (2, 29) and (on + timedelta(days=1)).month == 3:
        return on.month == 2
    return (day.month, day.day) == (on.month, on.day)


def local_day(moment: date) -> date:
    return moment.astimezone(ZONE).date() if isinstance(moment, datetime) else moment


# --- what is asked ----------------------------------------------------------------------------------------------


def conditions(today: date) -> st.SearchStrategy[dict[str, Any]]:
    days = st.sampled_from(SHIFTS).map(lambda shift: (today + timedelta(days=shift)).isoformat())
    moments = st.sampled_from(SHIFTS).map(lambda shift: edge(today, shift).isoformat())
    texts = st.sampled_from([*TEXTS, "alp", "A", "%", "_", "!", "nothing"])
    numbers = st.sampled_from([*NUMBERS, 1, -0.5])
    moneys = st.builds(lambda a, c: {"amount": a, "currency": c}, st.integers(0, 3), st.just("EUR") | st.just("USD"))
    options = st.sampled_from([*OPTIONS, "GOLD", "grÖße"])
    spans = st.integers(0, 8) | st.integers(0, 2).map(lambda weeks: {"weeks": weeks})
    words = st.sampled_from(["today", "yesterday", "tomorrow"])

    def ask(fields: str, ops: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
        names, operators = st.sampled_from(fields.split()), st.sampled_from(ops.split())
        return st.builds(lambda field, op, value: {"field": field, "op": op, "value": value}, names, operators, values)

    def several(fields: str, ops: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
        return ask(fields, ops, st.lists(values, min_size=1, max_size=3))

    def scale(fields: str, values: st.SearchStrategy[Any], key: Callable[[Any], Any]) -> list[Any]:
        pairs = st.lists(values, min_size=2, max_size=2).map(lambda pair: sorted(pair, key=key))
        return [
            ask(fields, "eq neq gt gte lt lte", values),
            several(fields, "in not_in", values),
            ask(fields, "between", pairs),
        ]

    text = "title email custom.note"
    every = f"{text} subscribed_on tags " + " ".join(f"custom.{key}" for key in TYPES)
    one_currency = moneys.map(lambda money: {**money, "currency": "EUR"})
    return st.one_of(
        ask(text, "eq neq contains not_contains starts_with ends_with", texts),
        several(text, "in not_in", texts),
        *scale("custom.size", numbers, float),
        *scale("subscribed_on custom.born custom.seen", days, str),
        *scale("custom.seen", moments, str),
        *scale("custom.fee", one_currency, lambda money: money["amount"]),
        ask("custom.fee", "eq neq gt lte", moneys),
        ask("custom.ok", "eq neq", st.booleans()),
        ask("custom.tier source", "eq neq", options.filter(lambda _: True)).map(_source),
        several("custom.tier", "in not_in", options),
        several("custom.likes", "has_any has_all has_none", options),
        several("tags", "has_any has_all has_none", st.sampled_from(["vip", "VIP", "Berlin", "nobody"])),
        ask("subscribed_on custom.born custom.seen", "within_last within_next", spans),
        ask("subscribed_on custom.born custom.seen", "on_day", days | words),
        ask("subscribed_on custom.born custom.seen", "anniversary", st.sampled_from([0, 1, 40, 364])),
        st.builds(
            lambda field, op: {"field": field, "op": op},
            st.sampled_from(every.split()),
            st.sampled_from(["is_empty", "is_not_empty"]),
        ),
    )


def _source(condition: dict[str, Any]) -> dict[str, Any]:
    return {**condition, "value": "ADS"} if condition["field"] == "source" else condition


def trees(today: date) -> st.SearchStrategy[dict[str, Any]]:
    def group(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
        kinds = st.sampled_from(["all", "any", "none"])
        return st.builds(lambda kind, some: {kind: some}, kinds, st.lists(parts, min_size=1, max_size=3))

    leaf = conditions(today)
    return leaf | group(leaf) | group(leaf | group(leaf)) | group(group(leaf | group(leaf)))


def drawn(today: date, number: int) -> list[dict[str, Any]]:
    """As many random trees, another lot each time; a failing one is in the message of the assertion."""
    found: list[dict[str, Any]] = []

    @settings(max_examples=number, database=None, suppress_health_check=list(HealthCheck), deadline=None)
    @given(trees(today))
    def collect(tree: dict[str, Any]) -> None:
        found.append(tree)

    collect()
    return found


# --- who is asked about -----------------------------------------------------------------------------------------


def edge(today: date, shift: int) -> datetime:
    """The first moment of a local day, or its last, in turns."""
    begins = datetime.combine(today + timedelta(days=shift), time.min, ZONE).astimezone(UTC)
    return begins if shift % 2 else begins - timedelta(microseconds=1)


def person(number: int, place: int, today: date) -> dict[str, Any]:
    """A body of contact `number` whose fields are filled and empty in another way for each `place`."""

    def pick(values: list[Any], stride: int) -> Any:
        spread = [*values, None]
        return spread[(place * stride + place // 3) % len(spread)]

    shift = {name: pick(SHIFTS, stride) for name, stride in (("on", 1), ("born", 5), ("seen", 7))}
    day = {name: None if by is None else today + timedelta(days=by) for name, by in shift.items()}
    amount, size, ok = pick([0, 1, 2, 3], 1), pick(NUMBERS, 1), pick([True, False], 1)
    custom = {
        "note": pick(TEXTS, 2),
        "size": size,
        "fee": None if amount is None else {"amount": amount, "currency": "USD" if place % 4 == 3 else "EUR"},
        "born": None if day["born"] is None else day["born"].isoformat(),
        "seen": None if day["seen"] is None else edge(today, shift["seen"]).isoformat(),
        "ok": ok,
        "tier": pick(OPTIONS, 1),
        "likes": [one for bit, one in enumerate(OPTIONS) if place >> bit & 1] if place % 5 else None,
    }
    return {
        "first_name": f"P{number:02}",
        "title": pick([*TEXTS, ""], 1),
        "subscribed_on": None if day["on"] is None else day["on"].isoformat(),
        "source": pick(["ads", "event"], 1),
        "emails": [{"address": f"{one}{number}@x.org"} for one in ("alpha", "b!a")[: place % 3]],
        "tags": [["vip"], ["vip", "Berlin"], []][place % 3],
        "custom": custom,
    }


def record_of(shown: Mapping[str, Any]) -> Record:
    """What the plain reading looks at, from the answer that everybody sees."""
    custom = {f"custom.{key}": shown["custom"].get(key) for key in TYPES}
    for name, read in (("custom.born", date.fromisoformat), ("custom.seen", datetime.fromisoformat)):
        custom[name] = None if custom[name] is None else read(custom[name])
    on = shown["subscribed_on"]
    return {
        "title": shown["title"],
        "source": shown["source"],
        "email": [email["address"] for email in shown["emails"]],
        "subscribed_on": None if on is None else date.fromisoformat(on),
        "tags": shown["tags"],
        **custom,
    }


async def people(member: httpx2.AsyncClient) -> dict[str, Record]:
    items = (await member.get(f"{API}/contacts", params={"limit": "100"})).json()["items"]
    return {item["name"]: record_of(item) for item in items}


async def test_views_segments_and_the_plain_reading_agree(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace(timezone=str(ZONE)))
    for key, type_ in TYPES.items():
        options = {"options": OPTIONS} if type_ in ("select", "multi") else {}
        field = {"entity": "contact", "key": key, "label": key, "type": type_, **options}
        assert (await member.post(f"{API}/custom-fields", json=field)).status_code == 201
    today = bench.clock.now().astimezone(ZONE).date()
    ids = []
    for number in range(16):
        created = await member.post(f"{API}/contacts", json=person(number, number, today))
        assert created.status_code == 201, created.text
        ids.append(created.json()["id"])
    known, asked = await people(member), drawn(today, 60)

    def meant(tree: Mapping[str, Any]) -> list[str]:
        return sorted(name for name, record in known.items() if holds(tree, record, today))

    for tree in asked:
        answer = await member.post(f"{API}/segments/preview", json={"filter": tree})
        assert answer.status_code == 200, (tree, answer.text)
        assert answer.json()["count"] == len(meant(tree)), (tree, meant(tree))

    kept = {}
    for number, tree in enumerate(asked[::6]):
        body = {"name": f"S{number}", "kind": "dynamic", "filter": tree}
        kept[(await member.post(f"{API}/segments", json=body)).json()["id"]] = tree
    await bench.run_until_idle()
    for turn in (0, 5):
        # In the second turn every contact changes to what another one was, and only the deltas follow.
        for number, contact_id in enumerate(ids):
            changed = await member.patch(f"{API}/contacts/{contact_id}", json=person(number, number + turn, today))
            assert changed.status_code == 200, changed.text
        await bench.run_until_idle()
        known = await people(member)
        for segment_id, tree in kept.items():
            where = f"{API}/segments/{segment_id}"
            listed = (await member.get(f"{where}/members", params={"sort": "name", "limit": "100"})).json()["items"]
            assert [one["name"] for one in listed] == meant(tree), tree
            assert (await member.get(where)).json()["count"] == len(listed), tree
    assert await bench.inbox("dead") == []

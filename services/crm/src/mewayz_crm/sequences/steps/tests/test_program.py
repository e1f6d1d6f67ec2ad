"""Every way through a program ends, and leads where it says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mewayz_crm.filters.schemas import Filter
from mewayz_crm.sequences.steps import program as programs
from mewayz_crm.sequences.steps.program import Program, check, timetable
from mewayz_crm.sequences.steps.schemas import Window, steps_of
from mewayz_kit.errors import Unprocessable
from mewayz_kit.ids import new_id

START = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)  # a Thursday
MATCH = {"field": "name", "op": "eq", "value": "Ada"}


def tag(key: str) -> dict[str, Any]:
    return {"key": key, "type": "add_tag", "tag": "x"}


def wait(key: str, amount: int = 1, unit: str = "days") -> dict[str, Any]:
    return {"key": key, "type": "wait", "amount": amount, "unit": unit}


def mail(key: str) -> dict[str, Any]:
    return {"key": key, "type": "mail", "template_id": str(new_id())}


def walked(steps: list[dict[str, Any]], fits: Callable[[Filter], bool] = lambda _: False) -> list[tuple[str, str]]:
    program = Program(steps_of(steps))
    return [(line.step, line.note) for line in timetable(program, START, zone="UTC", fits=fits)]


def test_steps_come_in_order_and_mails_wait_for_a_window() -> None:
    office = Window(days=["mon", "tue", "wed", "thu", "fri"], from_hour=9, until_hour=17)
    program = Program(steps_of([mail("a"), wait("w", 2), tag("t"), mail("b")]), [office])
    lines = list(timetable(program, START, zone="UTC", fits=lambda _: True))
    assert [(line.step, line.at) for line in lines] == [
        ("a", START + timedelta(minutes=30)),
        ("w", START + timedelta(minutes=30)),
        ("t", START + timedelta(days=2, minutes=30)),  # Saturday: a tag needs no window
        ("b", datetime(2026, 11, 30, 9, tzinfo=UTC)),
    ]


def test_conditions_branches_and_exits_lead_where_they_say() -> None:
    condition = {"key": "c", "type": "condition", "filter": MATCH}
    assert walked([condition, tag("t")], lambda _: True) == [("c", "fits"), ("t", "done")]
    assert walked([condition, tag("t")]) == [("c", "fits_not")]
    assert walked([{**condition, "otherwise": "u"}, tag("t"), tag("u")]) == [("c", "fits_not"), ("u", "done")]
    arms = [{"filter": MATCH, "to": "u"}, {"filter": {**MATCH, "value": "Bob"}, "to": "e"}]
    branch = [{"key": "b", "type": "branch", "arms": arms}, tag("t"), {"key": "e", "type": "exit"}, tag("u")]
    assert walked(branch, lambda tree: tree.value == "Ada") == [("b", "branched"), ("u", "done")]
    assert walked(branch, lambda tree: tree.value == "Bob") == [("b", "branched"), ("e", "left")]
    assert walked(branch) == [("b", "fits_not"), ("t", "done"), ("e", "left")]


def test_a_jump_leads_back_so_often_and_then_on() -> None:
    steps = [tag("t"), wait("w"), {"key": "j", "type": "jump", "to": "t", "at_most": 2}, tag("u")]
    assert [step for step, _ in walked(steps)] == ["t", "w", "j"] * 3 + ["u"]
    assert [note for step, note in walked(steps) if step == "j"] == ["jumped", "jumped", "went_on"]


@pytest.mark.parametrize(
    ("steps", "pointer", "code"),
    [
        ([tag("a"), tag("a")], "/steps/1/key", "key_taken"),
        ([{"key": "j", "type": "jump", "to": "x"}], "/steps/0/to", "unknown_step"),
        ([{"key": "j", "type": "jump", "to": "j"}], "/steps/0/to", "unknown_step"),
        ([tag("a"), {"key": "j", "type": "jump", "to": "a"}], "/steps/1/to", "no_wait"),
        (
            [tag("a"), {"key": "c", "type": "condition", "filter": MATCH, "otherwise": "a"}],
            "/steps/1/otherwise",
            "leads_back",
        ),
        (
            [tag("a"), {"key": "b", "type": "branch", "arms": [{"filter": MATCH, "to": "a"}]}],
            "/steps/1/arms/0/to",
            "leads_back",
        ),
    ],
)
def test_what_leads_nowhere_is_refused_where_it_stands(steps: list[Any], pointer: str, code: str) -> None:
    with pytest.raises(Unprocessable) as caught:
        check(steps_of(steps))
    assert (caught.value.errors[0]["pointer"], caught.value.errors[0]["code"]) == (pointer, code)


@st.composite
def programs_of_any_shape(draw: st.DrawFn) -> list[dict[str, Any]]:
    keys = [f"s{number}" for number in range(draw(st.integers(1, 8)))]
    steps: list[dict[str, Any]] = []
    for key in keys:
        to = draw(st.sampled_from(keys))
        kinds: list[dict[str, Any]] = [
            tag(key),
            wait(key),
            {"key": key, "type": "jump", "to": to, "at_most": draw(st.integers(1, 3))},
            {"key": key, "type": "condition", "filter": MATCH, "otherwise": to},
            {"key": key, "type": "branch", "arms": [{"filter": MATCH, "to": to}]},
        ]
        steps.append(draw(st.sampled_from(kinds)))
    return steps


@given(steps=programs_of_any_shape(), answers=st.lists(st.booleans(), min_size=1, max_size=20))
def test_every_way_through_a_program_that_is_allowed_ends(steps: list[dict[str, Any]], answers: list[bool]) -> None:
    parsed = steps_of(steps)
    try:
        check(parsed)
    except Unprocessable:
        assume(False)
    given_answers = iter(answers * 1000)
    lines = list(
        timetable(Program(parsed), START, zone="UTC", fits=lambda _: next(given_answers), most=5000),
    )
    assert len(lines) < 5000
    jumps = sum(step.at_most for step in parsed if step.type == "jump")
    assert len(lines) <= len(parsed) * (jumps + 1)
    assert [line.at for line in lines] == sorted(line.at for line in lines)


def test_a_step_has_one_id_over_all_versions() -> None:
    sequence = new_id()
    assert programs.step_id(sequence, "a") == programs.step_id(sequence, "a") != programs.step_id(sequence, "b")

"""The states of a lead."""

import pytest

from mewayz_crm.leads.rules import LEAD
from mewayz_kit.state import Outcome

TABLE = """
new assign assigned
assigned start in_process
in_process recycle recycled
recycled start in_process
new convert converted
assigned convert converted
in_process convert converted
new kill dead
assigned kill dead
in_process kill dead
recycled kill dead
"""
MOVES = {(state, trigger): following for state, trigger, following in map(str.split, TABLE.split("\n")[1:-1])}


@pytest.mark.parametrize("state", sorted(LEAD.states))
@pytest.mark.parametrize("trigger", ["assign", "start", "recycle", "convert", "kill"])
def test_exactly_the_moves_of_the_table_are_allowed(state: str, trigger: str) -> None:
    assert LEAD.table.get((state, trigger)) == MOVES.get((state, trigger))


def test_converted_and_dead_are_final() -> None:
    assert [state for state in LEAD.states if LEAD.is_final(state)] in (["converted", "dead"], ["dead", "converted"])
    assert LEAD.judge("dead", "convert") is Outcome.NEVER

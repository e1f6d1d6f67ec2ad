"""Machines are told from people by what they do."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_crm.tracking import rules

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"


@pytest.mark.parametrize(
    ("agent", "machine", "proxy"),
    [
        (CHROME, False, False),
        (THUNDERBIRD, False, False),
        (GMAIL, False, True),
        ("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", False, True),
        ("Mozilla/5.0", True, True),
        ("", True, False),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", True, False),
        ("python-requests/2.32", True, False),
        ("BarracudaCentral Link Scanner", True, False),
    ],
)
def test_what_programs_say_of_themselves(agent: str, machine: bool, proxy: bool) -> None:
    assert rules.is_machine(method="GET", headers={"user-agent": agent}) == machine
    assert rules.is_proxy(agent) == proxy


def test_a_look_at_the_head_and_a_load_in_advance_are_machines() -> None:
    assert rules.is_machine(method="HEAD", headers={"user-agent": CHROME})
    for name, value in (("purpose", "prefetch"), ("sec-purpose", "prefetch;prerender"), ("x-purpose", "preview")):
        assert rules.is_machine(method="GET", headers={"user-agent": CHROME, name: value})


def test_a_click_before_anybody_could_read_is_too_soon() -> None:
    assert rules.too_soon(NOON, None)
    assert rules.too_soon(NOON, NOON - timedelta(milliseconds=999))
    assert not rules.too_soon(NOON, NOON - timedelta(seconds=1))


def clicks(*offsets: float) -> list[tuple[datetime, str | None]]:
    return [(NOON + timedelta(seconds=offset), f"https://example.com/{n}") for n, offset in enumerate(offsets)]


def test_three_links_within_three_seconds_are_a_burst() -> None:
    assert rules.in_burst(NOON, clicks(0, 1, 3))
    assert rules.in_burst(NOON, clicks(0, -1.5, 1.5))
    assert not rules.in_burst(NOON, clicks(0, -1.6, 1.5))
    assert not rules.in_burst(NOON, clicks(0, 1))
    same = [(when, "https://example.com/") for when, _ in clicks(0, 1, 2)]
    assert not rules.in_burst(NOON, same)
    assert rules.in_burst(NOON, [*clicks(0), (NOON + timedelta(seconds=3), None)])


@given(st.lists(st.floats(-10, 10), max_size=8))
def test_a_burst_is_what_a_look_at_every_window_finds(offsets: list[float]) -> None:
    made = clicks(0, *offsets)
    moments = [0.0, *offsets]
    wanted = any(
        sum(start <= moment <= start + 3 for moment in moments) >= 3 and start <= 0 <= start + 3 for start in moments
    )
    assert rules.in_burst(NOON, made) == wanted


def test_the_mode_that_looks_least_holds() -> None:
    assert rules.strictest("individual", "anonymous") == "anonymous"
    assert rules.strictest("off", "individual") == "off"
    assert rules.strictest("individual", "individual") == "individual"

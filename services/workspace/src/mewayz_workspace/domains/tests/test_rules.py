"""Rules of domains."""

from datetime import UTC, datetime, timedelta

import pytest

from mewayz_workspace.domains.rules import Finding, a_label, is_platforms, judge, next_check, txt_value

NOW = datetime(2026, 11, 25, tzinfo=UTC)
GOOD, BAD = txt_value("t"), txt_value("x")


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Shop.Example.com.", "shop.example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("straße.de", "xn--strae-oqa.de"),
    ],
)
def test_hosts_are_kept_as_dns_spells_them(text: str, host: str) -> None:
    assert a_label(text) == host


@pytest.mark.parametrize(
    "text",
    ["localhost", "127.0.0.1", "::1", "a b.com", "-a.com", "a-.com", "a..com", "https://a.com", "a.com/x", "a.com:80",
     "_x.com", "*.a.com", "x" * 64 + ".com", "1.2.3.4.5", "", "."],
)  # fmt: skip
def test_what_is_no_host_of_ones_own(text: str) -> None:
    with pytest.raises(ValueError, match="not a host name"):
        a_label(text)


def test_the_platform_keeps_its_hosts() -> None:
    assert is_platforms("app.mewayz.com", {"mewayz.com"})
    assert is_platforms("mewayz.com", {"mewayz.com"})
    assert not is_platforms("notmewayz.com", {"mewayz.com"})


@pytest.mark.parametrize(
    ("state", "failures", "days", "finding", "trigger", "problem"),
    [
        ("pending", 1, 0, Finding(()), None, "txt_missing"),
        ("pending", 9, 0, Finding((BAD,)), None, "txt_wrong"),
        ("pending", 1, 0, Finding((BAD, GOOD)), "prove", None),
        ("pending", 1, 0, Finding(None), None, "dns_unanswered"),
        ("verified", 0, 0, Finding((GOOD,)), None, "not_reached"),
        ("verified", 0, 0, Finding((GOOD,), reached=True), "reach", None),
        ("verified", 3, 0, Finding(()), "miss", "txt_missing"),
        ("active", 2, 0, Finding(()), None, "txt_missing"),
        ("active", 3, 0, Finding((BAD,)), "miss", "txt_wrong"),
        ("active", 9, 0, Finding(None), None, "dns_unanswered"),
        ("active", 0, 0, Finding((GOOD,)), None, "not_reached"),
        ("failing", 4, 6, Finding(()), None, "txt_missing"),
        ("failing", 4, 7, Finding(()), "lose", "txt_missing"),
        ("failing", 4, 9, Finding((GOOD,), reached=True), "see", None),
        ("disabled", 0, 0, Finding((BAD,)), None, "txt_wrong"),
        ("disabled", 0, 0, Finding((GOOD,)), "prove", None),
    ],
)
def test_what_a_check_means(
    state: str, failures: int, days: int, finding: Finding, trigger: str | None, problem: str | None
) -> None:
    assert judge(state, NOW - timedelta(days=days), failures, finding, "t", NOW) == (trigger, problem)


def test_when_a_host_is_looked_at_next() -> None:
    assert next_check("pending", NOW, NOW) == NOW + timedelta(hours=1)
    assert next_check("pending", NOW - timedelta(days=4), NOW) == NOW + timedelta(days=1)
    assert next_check("active", NOW, NOW) == NOW + timedelta(days=1)

"""What DNS must show for a mail domain, and what a check means."""

import pytest

from mewayz_crm.mail_domains.rules import Finding, dmarc_names, has_dkim, has_dmarc, has_spf, judge

HOST = "spf.mewayz.test"
GOOD, BAD = Finding(True, True, True), Finding(True, False, True)


@pytest.mark.parametrize(
    ("texts", "seen"),
    [
        ([f"v=spf1 include:{HOST} ~all"], True),
        ([f"v=spf1 mx ?include:{HOST.upper()} -all", "google-site-verification=x"], True),
        ([f"v=spf1 include:{HOST}.evil.example ~all"], False),
        ([f"v=spf1 -include:{HOST} ~all"], False),
        ([f"v=spf1 include:{HOST} ~all", "v=spf1 mx -all"], False),
        ([f"v=spf10 include:{HOST}"], False),
        ([], False),
    ],
)
def test_spf_is_one_record_that_includes_us(texts: list[str], seen: bool) -> None:
    assert has_spf(texts, HOST) is seen


def test_dkim_is_our_key_and_dmarc_any_policy_here_or_above() -> None:
    assert has_dkim(["v=DKIM1; k=rsa; p=AB CD="], "ABCD=")
    assert not has_dkim(["v=DKIM1; k=rsa; p=", "p=ABCE="], "ABCD=")
    assert has_dmarc(["v=DMARC1; p=reject; rua=mailto:x@example.com"])
    assert not has_dmarc(["v=DMARC1; rua=mailto:x@example.com", "p=none"])
    assert dmarc_names("a.b.example.com") == [
        f"_dmarc.{name}" for name in ("a.b.example.com", "b.example.com", "example.com")
    ]


def test_three_misses_in_a_row_fail_a_verified_domain() -> None:
    assert judge("pending", 0, GOOD) == judge("failed", 9, GOOD) == "see"
    assert judge("pending", 9, BAD) is None
    assert [judge("verified", failures, BAD) for failures in (1, 2, 3)] == [None, None, "miss"]

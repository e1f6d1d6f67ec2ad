"""How addresses, numbers, hosts and names are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_crm.formats import (
    domain_of,
    key_of,
    listed,
    read_address,
    read_domain,
    read_phone,
    read_website,
    region_of,
)


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        (" ZunigaVanessa@Smith.INFO ", "zunigavanessa@smith.info"),
        ("a.b+tag@example.com", "a.b+tag@example.com"),
        ("o'neil@example.co.uk", "o'neil@example.co.uk"),
        ("jane@BÜCHER.example", "jane@xn--bcher-kva.example"),
        ("Jo\u0065\u0301@example.com", "joé@example.com"),
    ],
)
def test_an_address_has_one_comparable_form(text: str, norm: str) -> None:
    assert read_address(text).norm == norm


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nobody",
        "@example.com",
        "a@localhost",
        "a b@example.com",
        '"a b"@example.com',
        ".a@example.com",
        "a..b@example.com",
        "a.@example.com",
        f"{'a' * 65}@example.com",
        f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 20}.com",
        "a@exa mple.com",
        "a@-example.com",
        "a@example.com\n",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    if text.strip() != text:
        assert read_address(text).norm == "a@example.com"
        return
    with pytest.raises(ValueError, match=r"is not|is longer"):
        read_address(text)


@given(st.emails(domains=st.sampled_from(["example.com", "Sub.Example.org"])))
def test_reading_an_address_twice_changes_nothing(text: str) -> None:
    once = read_address(text)
    assert read_address(once.shown) == once
    assert read_address(once.norm).norm == once.norm


@given(st.text())
def test_no_text_breaks_a_reader(text: str) -> None:
    for reader in (read_address, read_website, read_domain, domain_of):
        try:
            reader(text)
        except ValueError:
            continue
    assert read_phone(text).raw == text.strip()
    assert key_of(key_of(text)) == key_of(text)


def test_a_number_is_read_where_its_country_is_known() -> None:
    assert read_phone("+1-532-344-1362x5").e164 == "+15323441362"
    assert read_phone("+1-532-344-1362x5").extension == "5"
    assert read_phone("030 1234567", "DE").e164 == "+49301234567"
    assert read_phone("030 1234567").e164 is None
    assert (read_phone("call me").e164, read_phone("397.884.0519x718").extension) == (None, "718")
    assert [region_of(tag) for tag in ("de-AT", "zh-Hant-TW", "en", None)] == ["AT", "TW", None, None]


def test_hosts_and_lists() -> None:
    assert domain_of("https://www.Acme.example/about") == domain_of("acme.example") == "acme.example"
    assert read_website("Price.net/a") == "https://price.net/a"
    assert listed("vip; berlin,, hot ") == ["vip", "berlin", "hot"]
    assert key_of("  Müller\u00a0 & SÖHNE ") == "müller & söhne"

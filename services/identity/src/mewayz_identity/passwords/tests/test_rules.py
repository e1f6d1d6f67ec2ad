"""What a password may be."""

import pytest

from mewayz_identity.passwords.rules import common_passwords, weakness

ABOUT = ["ada.lovelace@example.com", "Ada Lovelace", "countess"]


@pytest.mark.parametrize(
    "password",
    ["Qwertyuiop", "PASSWORD123", "aaaaaaaaaaaa", "abababababab", "12345678901234", "zyxwvutsrqpo", "09876543210"],
)
def test_what_everybody_tries_first(password: str) -> None:
    found = weakness(password, [])
    assert found is not None
    assert found[0] == "password_common"


@pytest.mark.parametrize(
    "password", ["ada.lovelace", "my-Lovelace-1815", "ada-lovelace!", "countess-of-x", "Adalovelace1"]
)
def test_what_is_made_of_the_person(password: str) -> None:
    found = weakness(password, ABOUT)
    assert found is not None
    assert found[0] == "password_similar"


@pytest.mark.parametrize(
    "password", ["correct horse battery", "   x y    z     ", "ñandú-øre-ß-日本", "tr0ub4dor&3-zebra"]
)
def test_everything_else_is_the_persons_business(password: str) -> None:
    assert weakness(password, ABOUT) is None


def test_the_list_holds_only_what_is_long_enough() -> None:
    assert len(common_passwords()) > 1000
    assert min(map(len, common_passwords())) >= 10

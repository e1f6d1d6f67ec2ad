"""Hashes of other systems: understood within bounds, and replaced at the first right password."""

import base64
import hashlib

import bcrypt
import pytest
from argon2 import PasswordHasher
from argon2.low_level import Type

from mewayz_identity.passwords.schemes import checked_hash, matches, scheme_of

SECRET = "correct horse battery"


def _plain64(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def _django(rounds: int = 1000) -> str:
    digest = base64.b64encode(hashlib.pbkdf2_hmac("sha256", SECRET.encode(), b"saltsalt", rounds)).decode()
    return f"pbkdf2_sha256${rounds}$saltsalt${digest}"


def _passlib(rounds: int = 1000) -> str:
    digest = hashlib.pbkdf2_hmac("sha512", SECRET.encode(), b"saltsalt", rounds)
    salt, wanted = (_plain64(raw).replace("+", ".") for raw in (b"saltsalt", digest))
    return f"$pbkdf2-sha512${rounds}${salt}${wanted}"


def _scrypt(power: int = 10) -> str:
    digest = hashlib.scrypt(SECRET.encode(), salt=b"saltsalt", n=2**power, r=8, p=1, dklen=32)
    return f"$scrypt$ln={power},r=8,p=1${_plain64(b'saltsalt')}${_plain64(digest)}"


BCRYPT = bcrypt.hashpw(SECRET.encode(), bcrypt.gensalt(4)).decode()
ARGON2I = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1, type=Type.I).hash(SECRET)


@pytest.mark.parametrize(
    ("scheme", "encoded"),
    [
        ("bcrypt", BCRYPT),
        ("bcrypt", BCRYPT.replace("$2b$", "$2y$")),
        ("pbkdf2", _django()),
        ("pbkdf2", _passlib()),
        ("scrypt", _scrypt()),
        ("argon2i", ARGON2I),
    ],
    ids=["2b", "2y", "django", "passlib", "scrypt", "argon2i"],
)
def test_a_hash_is_understood(scheme: str, encoded: str) -> None:
    assert scheme_of(encoded) == scheme
    assert checked_hash(encoded) == encoded
    assert matches(encoded, SECRET)
    assert not matches(encoded, SECRET + "!")


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "plain text",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        BCRYPT.replace("$04$", "$15$"),
        _django().replace("$1000$", "$3000000$"),
        _scrypt().replace("ln=10", "ln=19"),
        _scrypt().replace("ln=10,r=8", "ln=17,r=99"),
        ARGON2I.replace("m=64", "m=4194304"),
        ARGON2I.replace("t=1", "t=100"),
        "$argon2id$nonsense",
    ],
    ids=range(10),
)
def test_a_hash_that_is_too_dear_or_unknown_is_refused(encoded: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        checked_hash(encoded)


def test_bcrypt_looks_at_72_bytes_as_it_always_did() -> None:
    long = "x" * 100
    encoded = bcrypt.hashpw(long.encode()[:72], bcrypt.gensalt(4)).decode()
    assert matches(encoded, long)

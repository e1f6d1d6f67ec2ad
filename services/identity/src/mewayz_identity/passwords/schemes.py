"""Hashes of other systems, for people who come by an import: what is understood, and how dear it may be.

An imported hash decides how much work a sign-in costs us, so each scheme has bounds; a hash outside of them is
refused when it is imported. At the first right password it is replaced by our own.
"""

import base64
import hashlib
import hmac
import re

import bcrypt
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

BCRYPT = re.compile(r"\$2[abxy]\$(\d\d)\$[./A-Za-z0-9]{53}")
SCRYPT = re.compile(r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/.]{8,})\$([A-Za-z0-9+/.]{20,})")
PBKDF2 = re.compile(r"\$?pbkdf2[_-](sha1|sha256|sha512)\$(\d{3,8})\$([^$]{4,256})\$([A-Za-z0-9+/.=]{20,})")
BCRYPT_BYTES = 72
"""bcrypt has never looked at more of a password than this; we do not either, where the hash is of that kind."""
MEMORY = 128 * 2**20
_ARGON2 = PasswordHasher()


def scheme_of(encoded: str) -> str | None:
    """bcrypt, argon2id, argon2i, argon2d, scrypt or pbkdf2; None for anything else."""
    if BCRYPT.fullmatch(encoded):
        return "bcrypt"
    if SCRYPT.fullmatch(encoded):
        return "scrypt"
    if PBKDF2.fullmatch(encoded):
        return "pbkdf2"
    if encoded.startswith("$argon2"):
        return encoded.split("$")[1]
    return None


def checked_hash(encoded: str) -> str:
    """`encoded` if its scheme is known and its cost within bounds; ValueError otherwise."""
    match scheme_of(encoded):
        case "bcrypt":
            _within(int(BCRYPT.fullmatch(encoded)[1]), 4, 14, "bcrypt cost")  # type: ignore[index]
        case "scrypt":
            power, block, lanes = map(int, SCRYPT.fullmatch(encoded).groups()[:3])  # type: ignore[union-attr]
            _within(power, 10, 18, "scrypt ln")
            _within(lanes, 1, 4, "scrypt p")
            _within(128 * block * 2**power, 1, MEMORY, "scrypt memory")
        case "pbkdf2":
            _within(int(PBKDF2.fullmatch(encoded)[2]), 1000, 2_000_000, "pbkdf2 iterations")  # type: ignore[index]
        case "argon2id" | "argon2i" | "argon2d":
            try:
                found = extract_parameters(encoded)
            except InvalidHashError as error:
                raise ValueError("This is no argon2 hash.") from error
            _within(found.memory_cost * 1024, 1, MEMORY, "argon2 memory")
            _within(found.time_cost, 1, 10, "argon2 time")
            _within(found.parallelism, 1, 8, "argon2 lanes")
        case _:
            raise ValueError("The hash is neither bcrypt, argon2, scrypt nor PBKDF2.")
    return encoded


def matches(encoded: str, password: str) -> bool:
    """Whether `password` is the one behind `encoded`."""
    secret = password.encode()
    match scheme_of(encoded):
        case "bcrypt":
            known = encoded.replace("$2x$", "$2b$").replace("$2y$", "$2b$").encode()
            return bcrypt.checkpw(secret[:BCRYPT_BYTES], known)
        case "scrypt":
            power, block, lanes, salt, digest = SCRYPT.fullmatch(encoded).groups()  # type: ignore[union-attr]
            wanted = _decode(digest)
            made = hashlib.scrypt(
                secret,
                salt=_decode(salt),
                n=2 ** int(power),
                r=int(block),
                p=int(lanes),
                maxmem=2 * MEMORY,
                dklen=len(wanted),
            )
            return hmac.compare_digest(made, wanted)
        case "pbkdf2":
            name, rounds, salt, digest = PBKDF2.fullmatch(encoded).groups()  # type: ignore[union-attr]
            # Passlib writes a leading `$` and a salt in base64; Django has neither.
            raw = _decode(salt) if encoded.startswith("$") else salt.encode()
            return hmac.compare_digest(hashlib.pbkdf2_hmac(name, secret, raw, int(rounds)), _decode(digest))
        case _:
            try:
                return _ARGON2.verify(encoded, password)
            except (VerificationError, InvalidHashError):
                return False


def _decode(text: str) -> bytes:
    """Base64 as the modular crypt format writes it: `.` for `+`, no padding."""
    plain = text.replace(".", "+").rstrip("=")
    return base64.b64decode(plain + "=" * (-len(plain) % 4))


def _within(value: int, least: int, most: int, what: str) -> None:
    if not least <= value <= most:
        raise ValueError(f"The {what} must be between {least} and {most}.")

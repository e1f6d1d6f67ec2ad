"""DKIM key pairs (RFC 6376, RFC 8301): RSA of 2048 bits, which every receiver verifies."""

import hashlib
from base64 import b64encode
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

SEAL = "crm-dkim"


class Pair(NamedTuple):
    """A new pair. `selector` follows from the key, so that two keys of a domain never share one."""

    selector: str
    public: str
    private: bytes


def new_pair() -> Pair:
    """Takes a good part of a second: run it in a thread."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    sealed = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return Pair(f"mwz{hashlib.sha256(public).hexdigest()[:10]}", b64encode(public).decode(), sealed)


def as_pem(private: bytes) -> bytes:
    """A private key in the form that signing takes: PKCS #1 in PEM."""
    key = load_der_private_key(private, password=None)
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())

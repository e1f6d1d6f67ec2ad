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


def read_key(private: bytes) -> rsa.RSAPrivateKey:
    """The private key of `new_pair`. That it is a sound one is not proven again, which would cost 40 ms a mail."""
    key = load_der_private_key(private, password=None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key

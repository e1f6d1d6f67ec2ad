"""Secrets at rest: keyed hashes for tokens we only compare, AES-GCM for secrets we must read again.

Keys are derived from the service's secret by HKDF-SHA256 (RFC 5869) per purpose, so a hash made for one purpose
never matches another.
"""

import hashlib
import hmac
import os
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from mewayz_kit.config import decode_key

NONCE_BYTES = 12


def derive_key(secret: bytes, purpose: str, length: int = 32) -> bytes:
    """A key for one purpose."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=purpose.encode()).derive(secret)


def new_token(bytes_: int = 32) -> str:
    """A random URL-safe token."""
    return secrets.token_urlsafe(bytes_)


def new_code(digits: int = 6) -> str:
    """A random decimal code with leading zeros."""
    return f"{secrets.randbelow(10**digits):0{digits}d}"


class Crypto:
    """The keys of one service."""

    def __init__(self, secret: SecretStr) -> None:
        self._secret = decode_key(secret)

    def key(self, purpose: str) -> bytes:
        """The 32-byte key for `purpose`."""
        return derive_key(self._secret, purpose)

    def keyed_hash(self, purpose: str, text: str) -> bytes:
        """HMAC-SHA256 of `text`: what is stored instead of a token or code."""
        return hmac.new(self.key(purpose), text.encode(), hashlib.sha256).digest()

    def seal(self, purpose: str, plain: bytes) -> bytes:
        """Encrypt with AES-256-GCM; the nonce is prepended and the purpose authenticated."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.key(purpose)).encrypt(nonce, plain, purpose.encode())

    def open(self, purpose: str, sealed: bytes) -> bytes:
        """Decrypt what `seal` made; raises `InvalidTag` for anything else."""
        return AESGCM(self.key(purpose)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode())

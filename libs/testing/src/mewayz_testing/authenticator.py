"""A WebAuthn authenticator in software: real keys, real bytes, verified by whoever takes them.

::

    phone = Authenticator()
    credential = phone.create(options["public_key"], origin=house.url)   # navigator.credentials.create
    assertion = phone.get(options["public_key"], origin=house.url)       # navigator.credentials.get
"""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

USER_PRESENT, USER_VERIFIED, BACKUP_ELIGIBLE, BACKED_UP, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40
"""Flags of authenticator data (WebAuthn Level 3, §6.1)."""


@dataclass
class _Key:
    rp_id: str
    user_handle: bytes
    private: ec.EllipticCurvePrivateKey
    sign_count: int = 0


@dataclass
class Authenticator:
    """Keeps discoverable credentials of ES256. `verifies` its user by PIN or finger, `counts` its signatures, and
    `synchronised` ones are copied to other devices."""

    verifies: bool = True
    counts: bool = True
    synchronised: bool = False
    keys: dict[bytes, _Key] = field(default_factory=dict)

    def create(self, options: Mapping[str, Any], *, origin: str) -> dict[str, Any]:
        """A new credential with attestation `none`; refused when it holds one of the excluded ones."""
        excluded = {decode(known["id"]) for known in options.get("excludeCredentials", ())}
        if excluded & set(self.keys):
            raise PermissionError("InvalidStateError")
        identifier = os.urandom(32)
        key = _Key(options["rp"]["id"], decode(options["user"]["id"]), ec.generate_private_key(ec.SECP256R1()))
        self.keys[identifier] = key
        point = key.private.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        attested = bytes(16) + len(identifier).to_bytes(2, "big") + identifier + cbor2.dumps(cose)
        data = self._data(key, ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": encode(_client_data("webauthn.create", options, origin)),
            "attestationObject": encode(attestation),
            "transports": ["internal", "hybrid"],
        }
        return _credential(identifier, response)

    def get(self, options: Mapping[str, Any], *, origin: str, rp_id: str | None = None) -> dict[str, Any]:
        """Sign a challenge with the newest credential that fits; `rp_id` claims another host than the options do."""
        host = options["rpId"]
        allowed = {decode(known["id"]) for known in options.get("allowCredentials", ())}
        fitting = [one for one, key in self.keys.items() if key.rp_id == host and (not allowed or one in allowed)]
        if not fitting:
            raise LookupError("NotAllowedError")
        identifier = fitting[-1]
        key = self.keys[identifier]
        if self.counts:
            key.sign_count += 1
        client_data = _client_data("webauthn.get", options, origin)
        data = self._data(key, 0, rp_id=rp_id)
        signature = key.private.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": encode(client_data),
            "authenticatorData": encode(data),
            "signature": encode(signature),
            "userHandle": encode(key.user_handle),
        }
        return _credential(identifier, response)

    def _data(self, key: _Key, flags: int, *, rp_id: str | None = None) -> bytes:
        flags |= USER_PRESENT | (USER_VERIFIED if self.verifies else 0)
        flags |= BACKUP_ELIGIBLE | BACKED_UP if self.synchronised else 0
        host = hashlib.sha256((rp_id or key.rp_id).encode()).digest()
        return host + bytes([flags]) + key.sign_count.to_bytes(4, "big")


def _client_data(kind: str, options: Mapping[str, Any], origin: str) -> bytes:
    """The client data that a browser collects (§5.8.1)."""
    collected = {"type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": False}
    return json.dumps(collected).encode()


def _credential(identifier: bytes, response: dict[str, Any]) -> dict[str, Any]:
    """As `PublicKeyCredential.toJSON()` gives it."""
    name = encode(identifier)
    return {
        "id": name,
        "rawId": name,
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": response,
    }


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of base64url."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))

"""A push service (RFC 8030) with browsers that subscribed to it, on this machine.

It does what a real one and a browser do: it demands a proof of the sender (RFC 8292) and a lifetime, and reads the
message with the browser's own keys (RFC 8291).
"""

import base64
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import http_ece
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey


@dataclass
class Pushed:
    """A message that arrived: whose key signed it, and what the browser read."""

    endpoint: str
    sender: str
    message: Any
    headers: dict[str, str]


@dataclass
class PushService:
    """`answers` are the statuses of the next requests, then 201; `received` is what browsers were shown."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    received: list[Pushed] = field(default_factory=list)
    asked: int = 0
    _browsers: dict[str, tuple[ec.EllipticCurvePrivateKey, bytes]] = field(default_factory=dict)

    def subscribe(self) -> dict[str, Any]:
        """What `PushSubscription.toJSON()` of a new browser gives."""
        private, auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        endpoint = f"{self.url}/push/{len(self._browsers)}-{os.urandom(6).hex()}"
        self._browsers[endpoint] = (private, auth)
        return {"endpoint": endpoint, "keys": {"p256dh": _text(point), "auth": _text(auth)}}

    def take(self, endpoint: str, headers: dict[str, str], body: bytes) -> int:
        """One request of an application server; answers the status."""
        self.asked += 1
        if self.answers:
            return self.answers.pop(0)
        sender = self._sender(headers)
        if sender is None:
            return 401
        if endpoint not in self._browsers:
            return 404
        if headers.get("content-encoding") != "aes128gcm" or not headers.get("ttl", "").isdecimal():
            return 400
        private, auth = self._browsers[endpoint]
        message = http_ece.decrypt(body, private_key=private, auth_secret=auth, version="aes128gcm")
        self.received.append(Pushed(endpoint, sender, orjson.loads(message), headers))
        return 201

    def _sender(self, headers: dict[str, str]) -> str | None:
        """The public key of who asks, when the proof is theirs and meant for us."""
        scheme, _, rest = headers.get("authorization", "").partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
        if scheme != "vapid" or parts.keys() != {"t", "k"}:
            return None
        raw = base64.urlsafe_b64decode(parts["k"] + "=" * (-len(parts["k"]) % 4))
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
        pem = point.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        claims = jwt.decode(parts["t"], ECKey.import_key(pem.decode()), algorithms=["ES256"]).claims
        good = claims["aud"] == self.url and claims["sub"].startswith("mailto:") and isinstance(claims["exp"], int)
        return parts["k"] if good else None


@contextmanager
def push_service() -> Iterator[PushService]:
    """A running push service; its address is `http://127.0.0.1:…`."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = service.take(f"{service.url}{urlsplit(self.path).path}", headers, body)
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tests say what they need to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")

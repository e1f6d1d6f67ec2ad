"""Amazon SNS: notifications signed by a certificate that Amazon publishes."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from mewayz_kit.errors import Unavailable
from mewayz_kit.service import Runtime

ADDRESS = re.compile(r"https://sns\.[a-z0-9-]{1,40}\.amazonaws\.com(?:\.cn)?(/\S*)")
"""An address of SNS: by https and its own port, with nothing before the host."""
CERTIFICATE = re.compile(r"/SimpleNotificationService-[A-Za-z0-9]{1,64}\.pem")
HASHES: dict[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}  # noqa: S303 - Amazon's default
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
"""The fields that a signature covers, in their order; those that are absent are left out."""
MOST = 50


class Certificates:
    """Amazon's certificates by address, each fetched once in a process: there are few, and they change once a year."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._known: dict[str, x509.Certificate] = {}

    def keep(self, url: str, certificate: x509.Certificate) -> None:
        """Remember a certificate."""
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[url] = certificate

    async def get(self, url: str) -> x509.Certificate:
        """The certificate at an address that `is_certificate` has let through; 503 while it cannot be had. Never inside
        a transaction."""
        if url not in self._known:
            answer = await self._runtime.egress.request("GET", url, limit=65_536)
            if answer.status != 200:
                raise Unavailable("certificate_unavailable", f"Amazon answered {answer.status}.")
            try:
                self.keep(url, x509.load_pem_x509_certificate(answer.body))
            except ValueError as error:
                raise Unavailable("certificate_unavailable", "Amazon answered with no certificate.") from error
        return self._known[url]


def is_amazons(url: str) -> bool:
    """Whether an address is one of SNS itself."""
    return ADDRESS.fullmatch(url) is not None


def is_certificate(url: str) -> bool:
    """Whether it is the address of one of its certificates."""
    found = ADDRESS.fullmatch(url)
    return found is not None and CERTIFICATE.fullmatch(found.group(1)) is not None


async def is_signed(runtime: Runtime, note: Mapping[str, Any]) -> bool:
    """Whether Amazon signed this notification. The certificate comes from Amazon's host by TLS, or not at all."""
    url = str(note.get("SigningCertURL", ""))
    fields, algorithm = SIGNED.get(str(note.get("Type"))), HASHES.get(str(note.get("SignatureVersion")))
    if fields is None or algorithm is None or not is_certificate(url):
        return False
    certificate = await runtime.part(Certificates).get(url)
    if not certificate.not_valid_before_utc <= runtime.clock.now() <= certificate.not_valid_after_utc:
        return False
    key = certificate.public_key()
    text = "".join(f"{name}\n{note[name]}\n" for name in fields if note.get(name) is not None)
    try:
        signature = base64.b64decode(str(note.get("Signature", "")), validate=True)
        if not isinstance(key, rsa.RSAPublicKey):
            return False
        key.verify(signature, text.encode(), padding.PKCS1v15(), algorithm)
    except (InvalidSignature, binascii.Error):
        return False
    return True

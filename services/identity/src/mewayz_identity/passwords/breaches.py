"""Asking a register of breached passwords, without telling it the password.

Only the first five hex digits of its SHA-1 leave (k-anonymity, as Pwned Passwords has it); the register answers
every suffix it knows with them, and we look for ours. A register that does not answer stops nobody: the local list
of common passwords has been asked before.
"""

import hashlib

import structlog

from mewayz_identity.edge import settings_of
from mewayz_kit.errors import Problem
from mewayz_kit.service import Runtime

log = structlog.get_logger(__name__)
PREFIX, MAX_ANSWER = 5, 2 * 2**20


class BreachRegister:
    """The register of this installation; off without a base URL."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._base = (settings_of(runtime).breach_url or "").rstrip("/")

    async def knows(self, password: str) -> bool:
        """Whether the register has seen `password` in a breach."""
        if not self._base:
            return False
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        url = f"{self._base}/range/{digest[:PREFIX]}"
        try:
            answer = await self._runtime.egress.request("GET", url, headers={"Add-Padding": "true"}, limit=MAX_ANSWER)
        except Problem as problem:
            log.warning("breach_register.away", code=problem.code)
            return False
        if answer.status != 200:
            log.warning("breach_register.away", status=answer.status)
            return False
        for line in answer.body.decode("ascii", "replace").splitlines():
            suffix, _, count = line.strip().partition(":")
            # Padding lines have the count 0.
            if suffix == digest[PREFIX:] and count != "0":
                return True
        return False

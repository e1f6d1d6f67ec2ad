"""Argon2id (RFC 9106) in a bounded pool: a hash takes 19 MiB and some 40 ms of a core, so a crowd of sign-ins
waits in line instead of exhausting the memory."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.low_level import Type

from mewayz_identity.edge import settings_of
from mewayz_identity.passwords import schemes
from mewayz_kit.crypto import new_token
from mewayz_kit.errors import Unavailable
from mewayz_kit.service import Runtime

Answer = TypeVar("Answer")


class Hashing:
    """The hasher of one process."""

    def __init__(self, runtime: Runtime) -> None:
        self._hasher = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1, type=Type.ID)
        settings = settings_of(runtime)
        self._free = asyncio.Semaphore(settings.hash_threads)
        self._wait = settings.hash_wait_seconds
        self._dummy: str | None = None

    async def make(self, password: str) -> str:
        """The encoded hash of a new password."""
        return await self._run(self._hasher.hash, password)

    async def check(self, encoded: str | None, password: str) -> bool:
        """Whether `password` is right. Without a hash the answer is no, and takes as long."""
        if encoded is None:
            if self._dummy is None:
                self._dummy = await self.make(new_token())
            await self._run(self._matches, self._dummy, password)
            return False
        return await self._run(self._matches, encoded, password)

    def is_outdated(self, encoded: str) -> bool:
        """Whether the hash is of another scheme, or was made with other parameters than today's."""
        return schemes.scheme_of(encoded) != "argon2id" or self._hasher.check_needs_rehash(encoded)

    def _matches(self, encoded: str, password: str) -> bool:
        return schemes.matches(encoded, password)

    async def _run(self, function: Callable[..., Answer], *arguments: str) -> Answer:
        try:
            async with asyncio.timeout(self._wait):
                await self._free.acquire()
        except TimeoutError:
            raise Unavailable("busy", "Too many sign-ins at this moment.", retry_after=5) from None
        try:
            return await asyncio.to_thread(function, *arguments)
        finally:
            self._free.release()

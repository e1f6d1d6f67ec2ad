"""What happened elsewhere and counts here at once: ended sessions and keys, changed members, roles and plans."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import structlog

from mewayz_gateway.access import MAINTENANCE, AccessBook
from mewayz_gateway.credentials import ACCESS_LIFETIME, Credentials
from mewayz_gateway.forward import Streams
from mewayz_gateway.hosts import OwnHosts
from mewayz_gateway.internal import InternalCalls
from mewayz_kit.clock import Clock, rfc3339
from mewayz_kit.transport.base import Envelope, Transport

SESSION, KEY, ROTATED = "identity.session.revoked.v1", "identity.api_key.revoked.v1", "identity.signing_key.rotated.v1"
FLAG = "workspace.feature_flag.changed.v1"
TYPES = (
    SESSION,
    KEY,
    ROTATED,
    FLAG,
    "workspace.member.*.v1",
    "workspace.role.*.v1",
    "workspace.workspace.*.v1",
    "workspace.entitlements.changed.v1",
    "workspace.domain.*.v1",
)
HARMLESS = frozenset(
    {
        "workspace.workspace.created.v1",
        "workspace.workspace.updated.v1",
        "workspace.workspace.reinstated.v1",
        "workspace.workspace.restored.v1",
        "workspace.entitlements.changed.v1",
    }
)
"""They change what is remembered of a workspace, but take nobody's right to an open stream."""
ENDS = frozenset({"workspace.member.removed.v1", "workspace.member.suspended.v1"})
POLL_SECONDS = 5.0
SAFETY_SECONDS = 30.0
"""Also with the broker there, for an event that fell into a short break of the connection."""
OVERLAP = timedelta(seconds=10)
log = structlog.get_logger(__name__)


class Broadcast:
    """Keeps the caches honest: by event, and by asking while no events can come."""

    def __init__(
        self,
        transport: Transport,
        calls: InternalCalls,
        credentials: Credentials,
        book: AccessBook,
        hosts: OwnHosts,
        streams: Streams,
        clock: Clock,
    ) -> None:
        self._transport = transport
        self._calls = calls
        self._credentials = credentials
        self._book = book
        self._hosts = hosts
        self._streams = streams
        self._since = clock.now() - timedelta(seconds=ACCESS_LIFETIME + 60)
        self.caught_up = False

    async def start(self) -> None:
        """Listen first, then ask what was revoked before: nothing falls in between."""
        await self._transport.start()
        await self._transport.listen(TYPES, self.hear)
        await self.catch_up()

    async def run(self) -> None:
        """Ask every five seconds until the first answer and while the broker is away, else every thirty."""
        loop = asyncio.get_running_loop()
        asked = loop.time()
        while True:
            await asyncio.sleep(POLL_SECONDS)
            hearing = self.caught_up and getattr(self._transport, "connected", True)
            if not hearing or loop.time() - asked >= SAFETY_SECONDS:
                await self.catch_up()
                asked = loop.time()

    async def catch_up(self) -> None:
        """Read the revocations since the last answer, and trust no remembered right in between."""
        try:
            answer = await self._calls.get("identity", f"/revocations?since={rfc3339(self._since)}")
            self._take(answer)
        except Exception as error:  # whatever it was, five seconds later is the time to ask again
            log.warning("revocations.unknown", error=str(error))

    def _take(self, answer: dict[str, Any]) -> None:
        for session in answer["sessions"]:
            self._end_session(str(session))
        for key in answer["keys"]:
            self._end_key(str(key))
        self._since = datetime.fromisoformat(answer["as_of"]) - OVERLAP
        self.caught_up = True

    async def hear(self, envelope: Envelope) -> None:
        """One event."""
        data, workspace = envelope.data, str(envelope.workspaceid) if envelope.workspaceid else None
        kind = envelope.type
        if kind == SESSION:
            self._end_session(str(data["session_id"]))
        elif kind == KEY:
            self._end_key(str(data["key_id"]))
        elif kind == ROTATED:
            self._credentials.rotate()
        elif kind.startswith("workspace.domain."):
            self._hosts.evict_host(str(data["host"]))
        elif kind == FLAG:
            if data["key"] == MAINTENANCE:
                self._book.evict_everything()
        elif kind.startswith("workspace.member.") and workspace:
            self._change_member(kind, data, workspace)
        else:
            self._change_workspace(kind, workspace or str(data.get("workspace_id") or data.get("id")))

    def _end_session(self, session: str) -> None:
        self._credentials.revoke_session(session)
        self._streams.close(f"session:{session}")

    def _end_key(self, key: str) -> None:
        self._credentials.revoke_key(key)
        self._streams.close(f"key:{key}")

    def _change_member(self, kind: str, data: dict[str, Any], workspace: str) -> None:
        user = data.get("user_id")
        if user is None:
            self._book.evict_workspace(workspace)
            self._streams.close(f"workspace:{workspace}")
            return
        self._book.evict_member(str(user), workspace)
        self._streams.close(f"member:{user}:{workspace}")
        if kind in ENDS:
            # Streams of the person, which belong to no workspace, carry what all their workspaces tell them.
            self._streams.close(f"member:{user}:None")

    def _change_workspace(self, kind: str, workspace: str) -> None:
        self._book.evict_workspace(workspace)
        self._hosts.evict_workspace(workspace)
        if kind not in HARMLESS:
            self._streams.close(f"workspace:{workspace}")

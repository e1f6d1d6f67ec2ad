"""The unit of work: one per request or message, one transaction, committed at the edge.

Use-cases take it, change rows, and tell others by `publish` and `enqueue`, which write message rows in the same
transaction. Nobody calls commit: the edge does, after the use-case returned and before the answer leaves.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from mewayz_kit.errors import NotFound
from mewayz_kit.events import Event, Handler, handler_of
from mewayz_kit.ids import named_id, new_id
from mewayz_kit.outgoing import MAX_DEPTH, Cause, audit_block, envelope, outbox_row
from mewayz_kit.tables import KitTables
from mewayz_kit.tenancy import Scope, ScopedSession
from mewayz_kit.tokens import Principal

__all__ = ["MAX_DEPTH", "Cause", "UnitOfWork"]

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime

Row = TypeVar("Row", bound=SQLModel)


@dataclass(slots=True)
class _Pending:
    outbox: list[dict[str, Any]] = field(default_factory=list)
    inbox: list[dict[str, Any]] = field(default_factory=list)


class UnitOfWork:
    """One transaction on behalf of one principal; with `writes=False` a read session in autocommit that refuses to
    flush or publish. `keyable`: an Idempotency-Key may come with its request; `hushed`: public events are dropped."""

    def __init__(self, runtime: "Runtime", principal: Principal, *, cause: Cause, writes: bool = True) -> None:
        self.runtime = runtime
        self.principal = principal
        self.cause = cause
        self.writes = writes
        self.keyable = self.hushed = False
        self.scope = Scope(workspace_id=principal.workspace_id, user_id=principal.user_id)
        self._session: AsyncSession | None = None
        self._pending = _Pending()
        self._after_commit: list[Callable[[], None]] = []

    @property
    def session(self) -> AsyncSession:
        """The scoped session, opened at first use."""
        if self._session is None:
            engine = self.runtime.db.write if self.writes else self.runtime.db.read
            self._session = AsyncSession(
                engine,
                sync_session_class=ScopedSession,
                expire_on_commit=False,
                autoflush=self.writes,
                info={"scope": self.scope, "clock": self.runtime.clock},
            )
        return self._session

    @property
    def now(self) -> datetime:
        """The present moment by the injectable clock."""
        return self.runtime.clock.now()

    @property
    def tables(self) -> KitTables:
        """The chassis tables of this service."""
        return self.runtime.service.tables

    @property
    def workspace_id(self) -> UUID:
        """The workspace this work belongs to; asking without one is a bug."""
        if self.scope.workspace_id is None:
            raise RuntimeError("this unit of work has no workspace")
        return self.scope.workspace_id

    @property
    def user_id(self) -> UUID:
        """The person who acts; asking without one is a bug."""
        if self.principal.user_id is None:
            raise RuntimeError("no person acts in this unit of work")
        return self.principal.user_id

    def unscoped(self, reason: str) -> AbstractContextManager[None]:
        """Lift the tenant guard inside the block. `reason` is one phrase; the linter lists every use."""
        return self.scope.lifted(reason)

    @asynccontextmanager
    async def within(self, *, workspace_id: UUID | None = None, user_id: UUID | None = None) -> AsyncIterator[None]:
        """Act inside another workspace or for another person, for work that has just made or found it."""
        before = (self.scope.workspace_id, self.scope.user_id)
        self.scope.workspace_id = workspace_id or before[0]
        self.scope.user_id = user_id or before[1]
        try:
            yield
            # Rows made inside the block belong to its scope, so they are written before it ends.
            if self.writes:
                await self.flush()
        finally:
            self.scope.workspace_id, self.scope.user_id = before

    @asynccontextmanager
    async def apart(self, *, writes: bool = True) -> AsyncIterator["UnitOfWork"]:
        """A transaction of its own, over before this one begins: for what must stay although the request is then
        refused (counters of failures), and for reading before slow work (hashing) that may hold none open. Not where
        an Idempotency-Key may come, for it is taken first: refused without one too, so that the first call tells."""
        if self.keyable or self._session is not None:
            raise RuntimeError("apart comes before the unit of work begins, on a route with `idempotency='none'`")
        unit = UnitOfWork(self.runtime, self.principal, cause=self.cause, writes=writes)
        unit.scope = replace(self.scope)
        try:
            yield unit
            await unit.commit()
        finally:
            await unit.close()

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that may fail alone: its rows *and* its messages are taken back when the block raises."""
        marks = (len(self._pending.outbox), len(self._pending.inbox))
        try:
            async with self.session.begin_nested():
                yield
        except BaseException:
            del self._pending.outbox[marks[0] :], self._pending.inbox[marks[1] :]
            raise

    # --- reading and writing rows -------------------------------------------------------------------------

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Run any statement in this transaction."""
        self._refuse_writes(statement)
        return await self.session.execute(statement, parameters)

    async def scalar(self, statement: Any) -> Any:
        """The first column of the first row, or None."""
        self._refuse_writes(statement)
        return await self.session.scalar(statement)

    async def all(self, statement: Any) -> Sequence[Any]:
        """Every entity (or first column) the statement finds."""
        return (await self.session.scalars(statement)).all()

    async def get(self, model: type[Row], record_id: UUID, *, lock: bool = False) -> Row:
        """The row with this id in the present scope, not soft-deleted, or `NotFound`; `lock` holds it until the end."""
        if (row := await self.find(model, record_id, lock=lock)) is None:
            raise NotFound(detail=f"There is no {model.__name__.lower()} with this id.")
        return row

    async def find(self, model: type[Row], record_id: UUID, *, lock: bool = False) -> Row | None:
        """Like `get`, but None instead of an error."""
        statement = sa.select(model).where(model.id == record_id)  # type: ignore[attr-defined]
        if hasattr(model, "deleted_at"):
            statement = statement.where(model.deleted_at.is_(None))  # type: ignore[attr-defined]
        if lock:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        found: Row | None = await self.session.scalar(statement)
        return found

    def add(self, row: Row) -> Row:
        """Insert `row` at the next flush."""
        self.session.add(row)
        return row

    async def flush(self) -> None:
        """Send pending changes to the database now, for their errors or generated values."""
        if not self.writes:
            raise RuntimeError("a read request tried to write")
        if (session := self.session).new or session.dirty or session.deleted:
            await session.flush()

    def _refuse_writes(self, statement: Any) -> None:
        if not self.writes and getattr(statement, "is_dml", False):
            raise RuntimeError("a read request tried to write")

    # --- telling others -----------------------------------------------------------------------------------

    def publish(
        self,
        event: Event,
        *,
        workspace_id: UUID | None = None,
        version: int | None = None,
        audit: dict[str, Any] | None = None,
    ) -> None:
        """Tell other services, in this transaction: the event leaves if and only if it commits."""
        self.emit(
            event.event_type(),
            event.model_dump(mode="json"),
            subject=event.subject(),
            public=event.is_public(),
            urgent=event.is_urgent(),
            workspace_id=workspace_id,
            version=version,
            audit=audit,
        )

    def emit(
        self,
        type_: str,
        data: dict[str, Any],
        *,
        subject: str,
        public: bool = True,
        urgent: bool = False,
        workspace_id: UUID | None = None,
        version: int | None = None,
        audit: dict[str, Any] | None = None,
    ) -> None:
        """Publish by type name and JSON-ready data; `publish` is the typed front of this."""
        if not self.writes:
            raise RuntimeError("a read request tried to publish")
        if public and self.hushed:
            return
        message = envelope(
            self,
            new_id(),
            type_,
            subject,
            data,
            public=public,
            workspaceid=workspace_id or self.scope.workspace_id,
            audit=audit if audit is not None else self.audit(),
            aggregateversion=version,
        )
        self._pending.outbox.append(outbox_row(message, urgent=urgent))

    def audit(self) -> dict[str, Any] | None:
        """Who asked, from where: the audit block of events that a request caused."""
        return audit_block(self)

    def enqueue(
        self,
        job: Callable[..., Any],
        data: BaseModel | None = None,
        *,
        key: str | None = None,
        at: datetime | None = None,
        delay: timedelta = timedelta(0),
        dedupe: str | None = None,
    ) -> None:
        """Run a `@job` of this service later, at least once, if and only if this transaction commits.

        `key` keeps jobs with the same key in order; `at` or `delay` make it a timer; `dedupe` makes a second
        request with the same text a no-op while the first is known.
        """
        handler: Handler = handler_of(job)
        message_id = named_id(handler.consumer, dedupe) if dedupe else new_id()
        message = envelope(
            self,
            message_id,
            f"job:{handler.consumer}",
            key or str(message_id),
            data.model_dump(mode="json") if data is not None else {},
            public=False,
            workspaceid=self.scope.workspace_id,
        )
        self._pending.inbox.append(self.runtime.inbox.row(handler.consumer, message, due=at or self.now + delay))

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` (cheap, not async) when the transaction has committed; for in-process wake-ups only."""
        self._after_commit.append(callback)

    async def _write_messages(self) -> None:
        pending, self._pending = self._pending, _Pending()
        if pending.outbox:
            await self.session.execute(sa.insert(self.tables.outbox), pending.outbox)
            self.after_commit(self.runtime.relay_wanted.set)
        if pending.inbox:
            await self.session.execute(self.runtime.inbox.insert(), pending.inbox)
            self.after_commit(self.runtime.work_wanted.set)

    async def commit(self) -> None:
        """For the edges only: write messages, commit, wake the relay and the runner."""
        if self._session is None and not (self._pending.outbox or self._pending.inbox):
            return
        if self.writes:
            await self.flush()
            await self._write_messages()
            await self.session.commit()
        for callback in self._after_commit:
            callback()
        self._after_commit.clear()

    async def close(self) -> None:
        """For the edges only: give the connection back; what was not committed is rolled back."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._pending = _Pending()

"""The tenant is in the session, not in your WHERE.

Every ORM select, get, update and delete on a `WorkspaceScoped` table gets `workspace_id = <the session's>` added
by a session hook; every new row gets it filled in. A session without a workspace cannot touch such a table. The
only way around is `uow.unscoped("reason")`, which is logged and linted. `UserScoped` does the same for the
things of a person (routes of auth kind `account`).

Inside a workspace a service may let somebody see only what is theirs (`Service.narrow`): a model says whose a row is by
a static method `seen_by(columns, user)`, and the same hook adds that condition once `Scope.see_only_own` was called.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlmodel import Field, SQLModel

from mewayz_kit.types import Uuid16

log = structlog.get_logger(__name__)


OWNER = "kit_owner"
"""The parameter in which a statement of `narrowed_to_owner` expects its tenant; without a value it fails."""


class TenancyError(RuntimeError):
    """A bug: a scoped table was touched without a scope, or with a row of another tenant."""


class _ScopeColumn:
    """Lets SQLAlchemy evaluate a criterion on the marker class itself, which has no mapped column.

    Subclasses must not see it: Pydantic would take it for the default of their field.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        if owner not in {WorkspaceRows, UserRows}:
            raise AttributeError(self._name)
        return sa.column(self._name, Uuid16())


class WorkspaceRows:
    """Marker that the session hook looks for."""

    workspace_id = _ScopeColumn("workspace_id")


class UserRows:
    """Marker that the session hook looks for."""

    user_id = _ScopeColumn("user_id")


class _WorkspaceColumn(SQLModel):
    workspace_id: UUID = Field(default=None, nullable=False)


class _UserColumn(SQLModel):
    user_id: UUID = Field(default=None, nullable=False)


class WorkspaceScoped(_WorkspaceColumn, WorkspaceRows):
    """Mixin: the row belongs to one workspace and is invisible from every other."""


class UserScoped(_UserColumn, UserRows):
    """Mixin: the row belongs to one person and is invisible to every other."""


@dataclass(slots=True)
class Scope:
    """What a session may see. `unscoped` holds the reason while the guard is lifted; `own` is the person who sees only
    what is theirs of the tables that say whose a row is, and `sight` the conditions for it."""

    workspace_id: UUID | None = None
    user_id: UUID | None = None
    unscoped: str | None = None
    own: UUID | None = None
    sight: tuple[Any, ...] = ()

    @contextmanager
    def lifted(self, reason: str) -> Iterator[None]:
        """Lift the guard inside the block; the reason goes to the log."""
        previous, self.unscoped = self.unscoped, reason
        log.debug("tenancy.unscoped", reason=reason)
        try:
            yield
        finally:
            self.unscoped = previous

    def see_only_own(self, user_id: UUID, base: type[SQLModel]) -> None:
        """From now on only rows of this person, in the tables of `base` that say whose a row is."""
        self.own, self.sight = user_id, _sight(base._sa_registry, user_id)

    @contextmanager
    def seeing_all(self, reason: str) -> Iterator[None]:
        """Every row of the workspace inside the block: for rules that hold over all of them, never for answers."""
        log.debug("tenancy.seeing_all", reason=reason)
        before, (self.own, self.sight) = (self.own, self.sight), (None, ())
        try:
            yield
        finally:
            self.own, self.sight = before


class ScopedSession(Session):
    """The session class of every service; the hooks below hang on it."""


def _tables(state: ORMExecuteState) -> set[Any]:
    """The tables a statement reads or writes directly. Not `get_final_froms()`, which compiles the statement."""
    statement, found = state.statement, set()
    if isinstance(statement, sa.Select):
        parts: list[Any] = [*statement.columns_clause_froms, *statement._from_obj, *statement._where_criteria]
        parts += [join[0] for join in statement._setup_joins]
        found = {table for part in parts for table in part._from_objects if isinstance(table, sa.Table)}
    elif isinstance(statement, sa.Update | sa.Delete) and isinstance(statement.table, sa.Table):
        found = {statement.table}
    return found | {mapper.local_table for mapper in state.all_mappers}


@event.listens_for(ScopedSession, "do_orm_execute")
def _add_criteria(state: ORMExecuteState) -> None:
    scope: Scope = state.session.info["scope"]
    if scope.unscoped or state.is_column_load or state.is_relationship_load:
        return
    if not (state.is_select or state.is_update or state.is_delete):
        return
    if not state.is_orm_statement:
        # Criteria reach models only: a statement on the bare table would see every tenant.
        for table in () if state.execution_options.get(OWNER) else _tables(state):
            if "scope" in table.info:
                raise TenancyError(f"{table.name} was used as a table: name its model, so that the tenant is added")
        return
    workspace_id, user_id = scope.workspace_id, scope.user_id
    # A session that has both scopes lacks neither, and need not be looked at.
    for table in _tables(state) if workspace_id is None or user_id is None else ():
        missing = (table.info.get("scope") == "workspace" and workspace_id is None) or (
            table.info.get("scope") == "user" and user_id is None
        )
        if missing:
            raise TenancyError(f"{table.name} was read or written without a {table.info['scope']}")
    state.statement = state.statement.options(*_criteria(workspace_id, user_id), *scope.sight)


@lru_cache(maxsize=1024)
def _criteria(workspace_id: UUID | None, user_id: UUID | None) -> tuple[Any, Any]:
    """Kept, since the same people come again and making a criterion costs as much as building a statement."""
    return (
        with_loader_criteria(WorkspaceRows, lambda cls: cls.workspace_id == workspace_id, include_aliases=True),
        with_loader_criteria(UserRows, lambda cls: cls.user_id == user_id, include_aliases=True),
    )


@lru_cache(maxsize=1024)
def _sight(registry: Any, user_id: UUID) -> tuple[Any, ...]:
    models = [mapper.class_ for mapper in registry.mappers if hasattr(mapper.class_, "seen_by")]
    return tuple(with_loader_criteria(one, one.seen_by(one, user_id), include_aliases=True) for one in models)


def owner_of(table: sa.Table, scope: Scope) -> dict[str, UUID]:
    """The parameter of `narrowed_to_owner` for `table` in `scope`; empty where every tenant may be seen."""
    kind = table.info.get("scope")
    if kind is None or scope.unscoped:
        return {}
    owner = scope.workspace_id if kind == "workspace" else scope.user_id
    if owner is None:
        raise TenancyError(f"{table.name} was read without a {kind}")
    return {OWNER: owner}


def narrowed_to_owner(statement: sa.Select[Any], table: sa.Table) -> sa.Select[Any]:
    """`statement` of `table` for one tenant, which is a parameter: so it can be made once and run for everybody."""
    column = table.c["workspace_id" if table.info["scope"] == "workspace" else "user_id"]
    return statement.where(column == sa.bindparam(OWNER, type_=Uuid16())).execution_options(**{OWNER: True})


@event.listens_for(ScopedSession, "before_flush")
def _stamp_rows(session: Session, _context: object, _instances: object) -> None:
    scope: Scope = session.info["scope"]
    for row in session.new:
        _claim(row, WorkspaceRows, "workspace_id", scope.workspace_id, scope)
        _claim(row, UserRows, "user_id", scope.user_id, scope)


def _claim(row: Any, marker: type, name: str, value: UUID | None, scope: Scope) -> None:
    if not isinstance(row, marker):
        return
    if getattr(row, name) is None:
        setattr(row, name, value)
    if getattr(row, name) is None or (getattr(row, name) != value and not scope.unscoped):
        raise TenancyError(f"a new {type(row).__name__} belongs to no or another {name}")

"""Every failure leaves a service as a problem (RFC 9457), whatever raised it."""

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from mewayz_kit.db import is_lock_trouble
from mewayz_kit.errors import (
    MEDIA_TYPE,
    Conflict,
    Malformed,
    MethodNotAllowed,
    NotFound,
    PreconditionFailed,
    Problem,
    TooLarge,
    Unavailable,
    Unprocessable,
    UnsupportedMedia,
)

log = structlog.get_logger(__name__)
BY_STATUS = {404: NotFound, 405: MethodNotAllowed, 413: TooLarge, 415: UnsupportedMedia, 400: Malformed}
PASSING = {"busy", "idempotency_in_flight", "rate_limited", "version_mismatch"}
"""Codes of refusals that another try may not meet."""
DUPLICATE, NO_PARENT, HAS_CHILDREN = {1062}, {1452, 1216}, {1451, 1217}


def install_problem_handlers(app: FastAPI) -> None:
    """Translate every exception of `app` at its edge."""

    async def problem(request: Request, error: Exception) -> Response:
        return render(request, translate(error, request))

    async def bug(request: Request, error: Exception) -> Response:
        log.error("request.failed", path=request.url.path, exc_info=error)
        return render(request, Problem(None, "Something went wrong on our side."))

    for kind in (Problem, RequestValidationError, HTTPException, DBAPIError, PoolTimeout, StaleDataError):
        app.add_exception_handler(kind, problem)
    app.add_exception_handler(Exception, bug)


def render(request: Request, problem: Problem) -> Response:
    """The HTTP answer of a problem."""
    if problem.status >= 500:
        log.warning("request.problem", path=request.url.path, code=problem.code, detail=problem.detail)
    body = problem.body(instance=request.url.path, request_id=request.headers.get("x-request-id", ""))
    return Response(body, status_code=problem.status, headers=problem.headers, media_type=MEDIA_TYPE)


def translate(error: Exception, request: Request | None = None, *, metadata: sa.MetaData | None = None) -> Problem:
    """The problem that `error` means to a client; `metadata` names the constraints outside of a request."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, ValidationError):
        return Unprocessable(detail="Some fields are not acceptable.", errors=_fields(error.errors()))
    if isinstance(error, StaleDataError):
        return PreconditionFailed(detail="Somebody else changed this record in between; read it again.")
    if isinstance(error, IntegrityError):
        runtime = request.app.state.runtime if request is not None else None
        return _violated(error, runtime.service.base.metadata if runtime else metadata or sa.MetaData())
    if isinstance(error, DataError):
        # MySQL's word for a value that does not fit its column (1264, 1406); the schemas should have said it first.
        log.error("database.value", exc_info=error)
        return Unprocessable("value_out_of_range", "A value is too large or too long to be stored.")
    if isinstance(error, DBAPIError):
        if is_lock_trouble(error):
            return Conflict("busy", "The record is being changed by somebody else; try again.")
        log.error("database.failed", exc_info=error)
        return Unavailable("database_unavailable", "The database does not answer.")
    if isinstance(error, PoolTimeout):
        log.error("database.exhausted", exc_info=error)
        return Unavailable("database_busy", "The database has no connection to spare now; try again.")
    if isinstance(error, HTTPException):
        kind = BY_STATUS.get(error.status_code, Malformed)
        return kind(detail=str(error.detail), headers=error.headers)
    raise error


def _invalid(error: RequestValidationError) -> Problem:
    items = error.errors()
    if any(item["type"] == "json_invalid" for item in items):
        return Malformed("broken_json", "The body is not valid JSON.")
    outside = [item for item in items if item["loc"][0] in {"query", "header"}]
    if outside:
        name = outside[0]["loc"][-1]
        return Malformed("invalid_parameter", f"{name}: {outside[0]['msg']}", parameter=str(name))
    if any(item["loc"][0] == "path" for item in items):
        return NotFound(detail="The path holds no valid id.")
    return Unprocessable(detail="Some fields are not acceptable.", errors=_fields(items, below=1))


def refusal(error: Exception, *, metadata: sa.MetaData | None = None) -> Problem:
    """The problem that `error` means for good; one that may pass by itself, like a bug, is raised on."""
    problem = translate(error, metadata=metadata)
    if problem.status >= 500 or problem.code in PASSING:
        raise error
    return problem


def _fields(items: Sequence[Any], *, below: int = 0) -> list[dict[str, str]]:
    """What is wrong with which field; the first parts of a place, which say where the body is, are left out."""
    return [
        {
            "pointer": "".join(f"/{_escape(part)}" for part in item["loc"][below:]),
            "code": code,
            "message": message,
        }
        for item in items
        for code, message in [_said(item)]
    ]


def _said(item: Any) -> tuple[str, str]:
    """Code and sentence of a refusal. Of what is a secret or otherwise wrapped, Pydantic counts the "items", also
    where a text was sent."""
    edge = {"too_short": "min_length", "too_long": "max_length"}.get(item["type"])
    if edge is None or not isinstance(item.get("input"), str):
        return str(item["type"]), str(item["msg"])
    least = "least" if edge == "min_length" else "most"
    count = item["ctx"][edge]
    return f"string_{item['type']}", f"String should have at {least} {count} character{'' if count == 1 else 's'}"


def _escape(part: Any) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _violated(error: IntegrityError, metadata: sa.MetaData) -> Problem:
    """Name the constraint that refused: its `info={"problem": (code, sentence)}` is what clients see."""
    original = error.orig
    number = original.args[0] if original is not None and original.args else None
    text = str(original)
    if number in NO_PARENT or number in HAS_CHILDREN or "FOREIGN KEY" in text:
        return Conflict("reference_conflict", "A record that this refers to, or that refers to this, is in the way.")
    for constraint in _unique_constraints(metadata):
        if _names(constraint, text):
            code, sentence = constraint.info.get("problem", ("already_exists", "This already exists."))
            return Conflict(code, sentence)
    if number in DUPLICATE or "UNIQUE" in text:
        return Conflict("already_exists", "This already exists.")
    log.error("database.constraint", exc_info=error)
    return Conflict("constraint_violated", "The change breaks a rule of the stored data.")


def _unique_constraints(metadata: sa.MetaData) -> list[sa.UniqueConstraint]:
    return [
        constraint
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, sa.UniqueConstraint)
    ]


def _names(constraint: sa.UniqueConstraint, text: str) -> bool:
    if re.search(rf"\b{re.escape(str(constraint.name))}\b", text):
        return True
    columns = ", ".join(f"{constraint.table.name}.{column.name}" for column in constraint.columns)
    return text.endswith(f"UNIQUE constraint failed: {columns}")

"""Errors with a name: every refusal is an RFC 9457 problem with a stable `code`.

Raise the class that says what happened; the edge turns it into `application/problem+json`::

    raise Conflict("email_taken", "A live contact already has this address.")
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar

import orjson

PROBLEM_TYPE_BASE = "https://mewayz.dev/problems/"
MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A refusal or failure that a client is told about.

    `code` is stable and machine-readable; `detail` is one sentence for a person; `extra` holds further
    members of the problem object (for example `metric`, `used` and `limit` of a plan limit).
    """

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "internal_error"

    def __init__(
        self,
        code: str | None = None,
        detail: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, str]] | None = None,
        **extra: Any,
    ) -> None:
        self.code = code or self.default_code
        self.detail = detail
        self.headers = dict(headers or {})
        self.errors = list(errors or [])
        self.extra = extra
        super().__init__(f"{self.code}: {detail}")

    @property
    def sentence(self) -> str:
        """What is wrong, where there is room for one thing: the first wrong field, else the detail."""
        first = self.errors[0] if self.errors else None
        return f"{first['pointer'].strip('/')}: {first['message']}" if first else self.detail

    def body(self, *, instance: str, request_id: str) -> bytes:
        """The problem object as JSON bytes."""
        document: dict[str, Any] = {
            "type": PROBLEM_TYPE_BASE + self.code,
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
            "request_id": request_id,
            **self.extra,
        }
        if self.errors:
            document["errors"] = self.errors
        return orjson.dumps(document)


class Malformed(Problem):
    """400: the request cannot be read at all (broken JSON, unknown query parameter, bad cursor)."""

    status = 400
    default_code = "malformed_request"


class Unauthenticated(Problem):
    """401: no credential, or one that is not good."""

    status = 401
    default_code = "unauthenticated"

    def __init__(self, code: str | None = None, detail: str = "", **kwargs: Any) -> None:
        super().__init__(code, detail, **kwargs)
        self.headers.setdefault("WWW-Authenticate", "Bearer")


class PaymentRequired(Problem):
    """402: the plan, the wallet or a payment does not cover this."""

    status = 402
    default_code = "payment_required"


class Forbidden(Problem):
    """403: known, but not allowed."""

    status = 403
    default_code = "permission_denied"


class NotFound(Problem):
    """404: not there, or not in the caller's workspace (the two are never told apart)."""

    status = 404
    default_code = "not_found"


class MethodNotAllowed(Problem):
    """405: the resource exists, the method does not."""

    status = 405
    default_code = "method_not_allowed"


class Conflict(Problem):
    """409: the present state does not allow it."""

    status = 409
    default_code = "conflict"


class InvalidTransition(Conflict):
    """409: a state table has no such move; names the state it is in and the move that was asked for."""

    default_code = "invalid_transition"

    def __init__(self, entity: str, current: str, trigger: str) -> None:
        super().__init__(
            None,
            f"A {entity} in state '{current}' does not allow '{trigger}'.",
            headers=None,
            errors=None,
            **{"from": current, "trigger": trigger},
        )


class ProviderNotConfigured(Conflict):
    """409: an outside system that this needs has not been set up by the operator."""

    default_code = "provider_not_configured"


class Gone(Problem):
    """410: it was there and will not come back."""

    status = 410
    default_code = "gone"


class PreconditionFailed(Problem):
    """412: the `If-Match` version is not the current one."""

    status = 412
    default_code = "version_mismatch"


class TooLarge(Problem):
    """413: more bytes than this route takes."""

    status = 413
    default_code = "body_too_large"


class UnsupportedMedia(Problem):
    """415: not a media type this route reads."""

    status = 415
    default_code = "unsupported_media_type"


class Unprocessable(Problem):
    """422: readable, but a field is wrong; `errors` points at each one."""

    status = 422
    default_code = "validation_failed"

    @classmethod
    def field(cls, pointer: str, code: str, message: str) -> "Unprocessable":
        """One wrong field. `pointer` is an RFC 6901 JSON pointer into the body, such as `/emails/0`."""
        return cls(None, message, errors=[{"pointer": pointer, "code": code, "message": message}])


class PreconditionRequired(Problem):
    """428: the route demands `If-Match` or an idempotency key."""

    status = 428
    default_code = "precondition_required"


class TooManyRequests(Problem):
    """429: slower, please; `Retry-After` says when (seconds)."""

    status = 429
    default_code = "rate_limited"

    def __init__(self, code: str | None = None, detail: str = "", *, retry_after: int, **kwargs: Any) -> None:
        super().__init__(code, detail, **kwargs)
        self.headers["Retry-After"] = str(max(1, retry_after))


class Unavailable(Problem):
    """503: something this needs is away; trying again later can help."""

    status = 503
    default_code = "upstream_unavailable"

    def __init__(self, code: str | None = None, detail: str = "", *, retry_after: int = 1, **kwargs: Any) -> None:
        super().__init__(code, detail, **kwargs)
        self.headers["Retry-After"] = str(retry_after)

"""Who may call a route: declared in its signature, checked before its transaction opens, visible in OpenAPI.

::

    @router.post("/{deal_id}/move")
    async def move(deal_id: Id, data: Move, p: Annotated[Principal, require("crm.deals:write")], uow: Uow): ...

Every route declares exactly one requirement; a route without one stops the service from starting.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant

from mewayz_kit.errors import Forbidden, Unauthenticated
from mewayz_kit.tokens import Principal
from mewayz_kit.uow import UnitOfWork

STEP_UP_SECONDS = 600
Features = str | tuple[str, ...] | None
"""The plan feature that a route asks for, or several of which one is enough; None: it asks for none."""
NOBODY = ("public",)


@dataclass(frozen=True, slots=True)
class Requirement:
    """Which kinds of principal may call, with which permission, and which plan feature must be on."""

    kinds: tuple[str, ...]
    permission: str | None = None
    feature: Features = None
    callers: tuple[str, ...] = ()
    verified: bool = False
    step_up: bool = False

    def check(self, principal: Principal, *, now: float) -> None:
        """Raise 401 or 403 unless `principal` satisfies all of it."""
        if principal.kind not in self.kinds:
            if principal.kind == "public":
                raise Unauthenticated(detail="This route needs a credential.")
            raise Forbidden(detail=f"A credential of kind '{principal.kind}' cannot be used here.")
        if self.callers and principal.id not in self.callers:
            raise Forbidden(detail="This internal route is not for that service.")
        if self.permission and not principal.can(self.permission):
            raise Forbidden(detail=f"This needs the permission {self.permission}.", permission=self.permission)
        if self.verified and not principal.email_verified:
            raise Forbidden("email_not_verified", "Verify your e-mail address first.")
        if self.step_up and now - principal.auth_time > STEP_UP_SECONDS:
            raise Forbidden("step_up_required", "Confirm your identity again, then repeat this request.")

    async def __call__(self, request: Request) -> Principal:
        """As a FastAPI dependency: the principal that the route class has already checked."""
        principal: Principal = request.state.principal
        return principal


def require(permission: str, *, feature: Features = None, **options: Any) -> Any:
    """A member of the workspace, or one of its keys, that holds `permission`."""
    return Depends(Requirement(("member", "key"), permission, feature, **options))


def account(**options: Any) -> Any:
    """A signed-in person, without a workspace."""
    return Depends(Requirement(("account",), **options))


def staff(permission: str, **options: Any) -> Any:
    """Platform staff holding `platform.{area}:{verb}`."""
    return Depends(Requirement(("staff",), permission, **options))


def portal(**options: Any) -> Any:
    """A buyer, learner or guest of one workspace."""
    return Depends(Requirement(("portal",), **options))


def public(**options: Any) -> Any:
    """Anybody, signed in or not."""
    return Depends(Requirement(("public", "member", "key", "account", "portal", "staff", "service"), **options))


def anonymous() -> Any:
    """Anybody, as nobody: a credential is not looked at, good or bad. For the ways in, which must be open to a client
    that still sends the expired one it comes to replace."""
    return Depends(Requirement(NOBODY))


def internal_only(*callers: str) -> Any:
    """Another service of the house; with names, only those."""
    return Depends(Requirement(("service",), callers=callers))


def requirement_of(dependant: Dependant) -> Requirement | None:
    """The requirement declared anywhere in a route's dependencies."""
    if isinstance(dependant.call, Requirement):
        return dependant.call
    return next(filter(None, map(requirement_of, dependant.dependencies)), None)


async def _unit_of_work(request: Request) -> UnitOfWork:
    uow: UnitOfWork = request.state.uow
    return uow


Uow = Annotated[UnitOfWork, Depends(_unit_of_work)]
Anyone = Annotated[Principal, public()]
Anonymous = Annotated[Principal, anonymous()]
Person = Annotated[Principal, account()]

"""From credential to internal token: which kind of principal a request is, and may it use this route."""

import time
from dataclasses import dataclass
from functools import lru_cache

from mewayz_gateway.access import Access, AccessBook
from mewayz_gateway.credentials import Credential, check_address, check_staff_address
from mewayz_gateway.routes import SAFE_METHODS, Route
from mewayz_kit.errors import Forbidden, Unauthenticated
from mewayz_kit.permissions import allows
from mewayz_kit.route import TOKEN_HEADER
from mewayz_kit.tokens import LIFETIME, TokenSigner

LEFT_SECONDS = 20
"""What an internal token must still be good for when it leaves."""
Header = tuple[bytes, bytes]


@dataclass(eq=False, frozen=True, slots=True)
class Pass:
    """The outcome: the internal token's header, who pays the rate limit, and what a stream must be closed by."""

    token: Header | None
    payer: str | None
    tags: tuple[str, ...] = ()


ANONYMOUS = Pass(None, None)


@dataclass(eq=False, frozen=True, slots=True)
class _Minted:
    access: Access | None
    good_until: float
    outcome: Pass


class Passes:
    """Makes internal tokens, and keeps each beside its credential while both credential and rights stay the same."""

    def __init__(self, book: AccessBook, signer: TokenSigner) -> None:
        self._book = book
        self._signer = signer

    async def admit(self, route: Route, credential: Credential | None, wanted: str | None, client: str) -> Pass:
        """The pass of `credential` on `route` in workspace `wanted`, or 401, 403 or 404."""
        if credential is None:
            if "public" not in route.auth:
                raise Unauthenticated(detail="This route needs a credential.")
            return ANONYMOUS
        check_address(credential, client)
        if route.no_impersonation and credential.actor:
            raise Forbidden("impersonation_forbidden", "Not while acting for somebody else.")
        kind = choose_kind(route, credential)
        if credential.leaving and not route.while_leaving and "public" not in route.auth:
            raise Forbidden("deletion_scheduled", "This account is about to be deleted; cancel that to go on.")
        access: Access | None = None
        if kind in {"member", "key"}:
            if credential.terms_pending:
                raise Forbidden("terms_acceptance_required", "Accept the current terms first.")
            if credential.mfa_missing:
                raise Forbidden("mfa_enrolment_required", "A second factor is demanded: set one up, or prove yours.")
            access = await self._book.find(credential, wanted, reading=route.method in SAFE_METHODS)
            _check_permission(route, access.permissions)
        elif kind == "staff":
            check_staff_address(credential, client)
            _check_permission(route, credential.staff)
        elif kind == "portal" and credential.workspace is not None:
            await self._book.refuse_in_maintenance(credential.workspace)
        elif kind == "public":
            return ANONYMOUS
        return self._minted(kind, credential, access)

    def _minted(self, kind: str, credential: Credential, access: Access | None) -> Pass:
        place = (kind, access.workspace_id if access else None)
        kept: _Minted | None = credential.minted.get(place)
        now = time.time()
        if kept is not None and kept.access is access and kept.good_until > now:
            return kept.outcome
        workspace = access.workspace_id if access else credential.workspace if kind == "portal" else None
        token = self._signer.sign(_claims(kind, credential, access, workspace), now=int(now))
        tags = (credential.tag, f"workspace:{workspace}", f"member:{credential.user or credential.subject}:{workspace}")
        outcome = Pass((TOKEN_HEADER.encode(), token.encode()), f"{credential.subject}/{workspace}", tags)
        credential.minted[place] = _Minted(access, now + LIFETIME - LEFT_SECONDS, outcome)
        return outcome


def choose_kind(route: Route, credential: Credential) -> str:
    """The kind of principal this credential is on this route, or 403."""
    auth = route.auth
    if credential.kind == "person":
        if "account" in auth:
            return "account"
        if "staff" in auth and ("member" not in auth or credential.staff):
            if credential.staff:
                return "staff"
            if credential.staff_enrol:
                raise Forbidden("mfa_enrolment_required", "Staff need a second factor; set one up first.")
            raise Forbidden(detail="This is for platform staff.")
        if "member" in auth:
            return "member"
    elif credential.kind in auth:
        return credential.kind
    if "public" in auth:
        return "public"
    raise Forbidden(detail=f"A credential of kind '{credential.kind}' cannot be used here.")


@lru_cache(maxsize=16_384)
def _allows(patterns: frozenset[str], permission: str) -> bool:
    return allows(patterns, permission)


def _check_permission(route: Route, patterns: frozenset[str]) -> None:
    if route.permission and not _allows(patterns, route.permission):
        raise Forbidden(detail=f"This needs the permission {route.permission}.", permission=route.permission)


def _claims(kind: str, credential: Credential, access: Access | None, workspace: str | None) -> dict[str, object]:
    """The claims that `mewayz_kit.tokens.principal_of` reads."""
    patterns = access.permissions if access else credential.staff if kind == "staff" else frozenset()
    return {
        "kind": kind,
        "sub": credential.subject,
        "user": credential.user,
        "ws": workspace,
        "role": access.role if access else None,
        "scope": " ".join(sorted(patterns)) or None,
        "pv": access.plan_version if access else None,
        "act": credential.actor,
        "sid": credential.session,
        "ev": credential.email_verified,
        "aal": credential.aal,
        "auth_time": credential.auth_time,
    }

"""Who a request is and whether it may go on: credential, workspace, permission, rate."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl, urlencode

from mewayz_gateway.credentials import Credential, Credentials
from mewayz_gateway.edge import Inbound
from mewayz_gateway.exchange import Exchange
from mewayz_gateway.limits import Limits
from mewayz_gateway.passes import Pass, Passes
from mewayz_gateway.routes import Route
from mewayz_gateway.upstream import Scope
from mewayz_kit.errors import Unauthenticated

BEARER = frozenset({b"bearer ", b"bearer"})
UNASKED = frozenset({"public"})


class Admission:
    """Lets requests through to their route, or refuses them with 401, 403, 404 or 429."""

    def __init__(self, credentials: Credentials, passes: Passes, limits: Limits) -> None:
        self._credentials = credentials
        self._passes = passes
        self._limits = limits

    async def admit(
        self, scope: Scope, inbound: Inbound, route: Route, exchange: Exchange | None
    ) -> tuple[Pass, bytes]:
        """The pass of a request, and the query string that goes on."""
        ticket, query = None, scope["query_string"]
        if b"ticket=" in query and (route.stream or route.method == "WEBSOCKET"):
            ticket, query = take_ticket(query)
        credential = await self._credential(inbound, route, ticket)
        if exchange is not None:
            exchange.private = credential is not None
        outcome = await self._passes.admit(route, credential, inbound.workspace, inbound.address)
        left = await self._limits.spend(route.rate, outcome.payer, inbound.address)
        if exchange is not None:
            exchange.extra = left
        return outcome, query

    async def _credential(self, inbound: Inbound, route: Route, ticket: str | None) -> Credential | None:
        """The checked credential of a request; None without one. Other schemes than Bearer are a service's own.

        On a public route a credential is optional, but a bad one is refused (RFC 6750, 3.1): answered as a stranger,
        a client whose token has expired would take the stranger's view for its own. A route whose only kind is
        `public` does not look at it: signing in, refreshing and resetting are what a client with an expired token must
        do next, and what proves the caller there is in the body (RFC 6749).
        """
        given = inbound.authorization
        if route.auth == UNASKED and (given is None or given[:7].lower() in BEARER):
            return None
        if given is None:
            return None if ticket is None else await self._guarded(self._credentials.ticket, ticket, inbound)
        if given[:7].lower() not in BEARER:
            if "public" not in route.auth:
                raise Unauthenticated(detail="This route takes bearer tokens.")
            inbound.headers.append((b"authorization", given))
            return None
        token = given[7:].decode("latin-1").strip()
        if self._credentials.known(token):
            return await self._credentials.bearer(token)
        return await self._guarded(self._credentials.bearer, token, inbound)

    async def _guarded(
        self, check: Callable[[str], Awaitable[Credential]], secret: str, inbound: Inbound
    ) -> Credential:
        """Check a credential that identity must be asked about, unless this address guessed too often."""
        await self._limits.check_denied(inbound.address)
        try:
            return await check(secret)
        except Unauthenticated:
            await self._limits.count_denied(inbound.address)
            raise


def take_ticket(query: bytes) -> tuple[str | None, bytes]:
    """The stream ticket of a query string, and the query without it, so that no log behind the door holds it."""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    ticket = next((value for name, value in pairs if name == "ticket"), None)
    return ticket, urlencode([pair for pair in pairs if pair[0] != "ticket"]).encode()

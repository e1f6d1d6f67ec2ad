"""What it costs the gateway to know what somebody may do: from memory, and asked of workspace.

Three ways through `Passes.admit` in one process, with the real workspace service behind it: a token seen a moment ago
(the internal token is kept with it), a new token of somebody whose rights are remembered (one signature), and nobody
known (one question to workspace, one signature).
"""

from typing import Any
from uuid import UUID

from joserfc.jwk import OKPKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route as Served
from tests.load.in_process import in_turn, one_service
from tests.load.tools import must

from mewayz_gateway.access import AccessBook
from mewayz_gateway.credentials import Credential
from mewayz_gateway.passes import Passes
from mewayz_gateway.routes import Route
from mewayz_kit.ids import new_id
from mewayz_kit.tokens import TokenSigner
from mewayz_testing.bench import ServiceBench

ROUNDS, TIMES = 60, 10
ROUTE = Route("GET", "/api/v1/crm/deals", "crm", permission="crm.deals:read")


class Calls:
    """The gateway's questions, which reach the bench of workspace by the token that the bench gives."""

    def __init__(self, bench: ServiceBench) -> None:
        self._client = bench.service("gateway")

    async def get(self, _callee: str, path: str) -> Any:
        """The JSON answer."""
        return must(await self._client.get(f"/internal/v1{path}")).json()


def identity() -> Starlette:
    """Identity's side, which workspace asks for nothing here but a token of its own."""
    signer = TokenSigner(OKPKey.generate_key("Ed25519"), "mewayz-identity")

    async def token(_request: Request) -> JSONResponse:
        return JSONResponse({"token": signer.sign({"kind": "service", "sub": "workspace"})})

    async def jwks(_request: Request) -> JSONResponse:
        return JSONResponse(signer.jwks())

    return Starlette(
        routes=[
            Served("/internal/v1/service-tokens", token, methods=["POST"]),
            Served("/internal/v1/jwks", jwks),
        ]
    )


async def main() -> None:
    """Print the table."""
    async with one_service("workspace", {"identity": identity()}) as bench:
        user, workspace = await _founded(bench)
        book: Any = AccessBook(Calls(bench))
        passes = Passes(book, TokenSigner(OKPKey.generate_key("Ed25519"), "mewayz-gateway"))

        def credential() -> Credential:
            return Credential("person", str(user), user=str(user), session=str(new_id()), email_verified=True)

        known = credential()

        async def seen() -> None:
            await passes.admit(ROUTE, known, str(workspace), "127.0.0.1")

        async def new_token() -> None:
            await passes.admit(ROUTE, credential(), str(workspace), "127.0.0.1")

        async def unknown() -> None:
            book.evict_workspace(str(workspace))
            await passes.admit(ROUTE, credential(), str(workspace), "127.0.0.1")

        works = {"a token seen before": seen, "a new token, rights remembered": new_token, "nobody known": unknown}
        spent = await in_turn(works, rounds=ROUNDS, times=TIMES)
    print("### Gateway: what somebody may do, in process\n")
    print("| what | median CPU µs | ratio |\n|---|---|---|")
    for name, milliseconds in spent.items():
        print(f"| {name} | {milliseconds * 1000:.0f} | {milliseconds / spent['nobody known']:.3f} |")
    print()


async def _founded(bench: ServiceBench) -> tuple[UUID, UUID]:
    """Somebody with a workspace of their own."""
    user = new_id()
    about = {"id": str(user), "email": "ada@example.com", "email_verified": True, "name": "Ada", "status": "active"}
    await bench.deliver("identity.user.created.v1", about)
    body = {"name": "Acme", "timezone": "Europe/Berlin", "locale": "en", "currency": "EUR"}
    made = must(await bench.person(user).post("/api/v1/workspace/workspaces", json=body)).json()
    return user, UUID(made["id"])

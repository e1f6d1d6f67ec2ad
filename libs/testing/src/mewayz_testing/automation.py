"""What stands around an action of a service under test: who asks, who knows the rights, who gives tokens.

::

    async with open_bench(callees=automation.callees()) as bench:
        automation.grant(ada, acme)
        answer = await automation.ask(bench, "move_deal", {…}, workspace_id=acme, user_id=ada)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from joserfc.jwk import OKPKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mewayz_kit.ids import new_id
from mewayz_kit.tokens import TokenSigner
from mewayz_kit.transport.base import Envelope
from mewayz_testing.bench import ServiceBench


@dataclass
class Automation:
    """The side of ai, and that of workspace and identity as far as acting in somebody's name needs them."""

    rights: dict[tuple[UUID, UUID], dict[str, Any]] = field(default_factory=dict)
    down: bool = False
    asked: int = 0
    signer: TokenSigner = field(default_factory=lambda: TokenSigner(OKPKey.generate_key("Ed25519"), "mewayz-identity"))

    def grant(self, user_id: UUID, workspace_id: UUID, *permissions: str, role: str = "owner") -> None:
        """Make somebody a member who may do this, or everything."""
        held = {"role": role, "permissions": list(permissions or ("*:*",)), "plan_version": 0}
        self.rights[user_id, workspace_id] = held

    def callees(self) -> dict[str, Any]:
        """Workspace and identity."""

        async def access(request: Request) -> JSONResponse:
            self.asked += 1
            if self.down:
                return JSONResponse({"code": "database_unavailable"}, 503)
            known = self.rights.get((UUID(request.path_params["user"]), UUID(request.path_params["workspace"])))
            return JSONResponse(known or {"code": "not_found"}, 200 if known else 404)

        async def token(_request: Request) -> JSONResponse:
            return JSONResponse({"token": self.signer.sign({"kind": "service", "sub": "somebody"})})

        return {
            "workspace": Starlette(routes=[Route("/internal/v1/access/{user}/{workspace}", access)]),
            "identity": Starlette(routes=[Route("/internal/v1/service-tokens", token, methods=["POST"])]),
        }

    async def ask(
        self,
        bench: ServiceBench,
        action: str,
        data: Mapping[str, Any],
        *,
        workspace_id: UUID,
        user_id: UUID,
        key: str | None = None,
        **attributes: Any,
    ) -> dict[str, Any]:
        """Ask for an action as ai does; the newest answer under its key, with `outcome` completed or failed."""
        key = key or str(new_id())
        body = {"action": action, "input": dict(data), "on_behalf_of": str(user_id), "idempotency_key": key}
        type_ = f"ai.{bench.runtime.service.name}_action.requested.v1"
        await bench.deliver(type_, body, workspace_id=workspace_id, public=False, **attributes)
        found = await self.answers(bench, key)
        return {"outcome": found[-1].type.split(".")[-2], **found[-1].data} if found else {}

    @staticmethod
    async def answers(bench: ServiceBench, key: str) -> list[Envelope]:
        """Every answer under a key, oldest first."""
        told = await bench.published()
        return [one for one in told if ".action." in one.type and one.data["idempotency_key"] == key]

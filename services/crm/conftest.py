"""The crm service with a post office beside it: workspace's side of the contracts for mails and files."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any

import pytest
from joserfc.jwk import OKPKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mewayz_kit.files import FileStore
from mewayz_kit.tokens import TokenSigner
from mewayz_testing.automation import Automation
from mewayz_testing.bench import ServiceBench


@dataclass
class PostOffice:
    """What workspace keeps in its local mailbox, once per Message-ID; without the mailbox it refuses (409). `library`
    holds the files of a workspace by (workspace, media id): name, type and content, which it hands over by `exchange`.
    """

    open: bool = True
    mails: dict[str, EmailMessage] = field(default_factory=dict)
    tries: int = 0
    library: dict[tuple[str, str], tuple[str, str, bytes]] = field(default_factory=dict)
    exchange: FileStore | None = None
    signer: TokenSigner = field(default_factory=lambda: TokenSigner(OKPKey.generate_key("Ed25519"), "mewayz-identity"))

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to an address, with its name or without, oldest first."""
        return [mail for mail in self.mails.values() if address in {mail["To"], mail["To"].addresses[0].addr_spec}]

    async def _hand_over(self, media_id: str, file: tuple[str, str, bytes], most: int) -> dict[str, Any]:
        name, kind, content = file
        key = f"workspace/media/{media_id}" if len(content) <= most else None
        if key is not None and self.exchange is not None:
            await self.exchange.put(key, content)
        return {"key": key, "name": name, "content_type": kind, "bytes": len(content)}

    @staticmethod
    def text(mail: EmailMessage) -> str:
        """Its plain words."""
        part = mail.get_body(("plain",))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")

    def callees(self) -> dict[str, Any]:
        """Workspace and identity as far as mails need them."""

        async def keep(request: Request) -> JSONResponse:
            self.tries += 1
            if not self.open:
                return JSONResponse({"code": "provider_not_configured", "detail": "another transport"}, 409)
            body = await request.json()
            self.mails.setdefault(body["message_id"], message_from_string(body["raw"], policy=policy.default))  # type: ignore[arg-type]
            return JSONResponse({"id": "1", "state": "sent", "transport": "local"}, 202)

        async def mailbox(_request: Request) -> JSONResponse:
            return JSONResponse({"open": self.open})

        async def token(_request: Request) -> JSONResponse:
            return JSONResponse({"token": self.signer.sign({"kind": "service", "sub": "crm"})})

        async def links(request: Request) -> JSONResponse:
            asked = await request.json()
            found = {one: self.library.get((asked["workspace_id"], one)) for one in asked["media_ids"]}
            known = {one: file for one, file in found.items() if file is not None}
            files = {
                one: await self._hand_over(one, file, asked.get("hand_over_bytes", 0)) for one, file in known.items()
            }
            return JSONResponse({"links": {one: f"https://files.example/{one}" for one in known}, "files": files})

        routes = {"mailbox-messages": keep, "media/links": links}
        return {
            "workspace": Starlette(
                routes=[
                    *(Route(f"/internal/v1/{path}", answer, methods=["POST"]) for path, answer in routes.items()),
                    Route("/internal/v1/mailbox", mailbox),
                ]
            ),
            "identity": Starlette(routes=[Route("/internal/v1/service-tokens", token, methods=["POST"])]),
        }


@pytest.fixture
def post() -> PostOffice:
    """The post office of `mailing`."""
    return PostOffice()


@pytest.fixture
async def mailing(open_bench: Any, post: PostOffice) -> AsyncIterator[ServiceBench]:
    """The service under test with a post office."""
    async with open_bench(callees=post.callees()) as opened:
        post.exchange = opened.runtime.files.exchange
        yield opened


@pytest.fixture
def automation() -> Automation:
    """Who asks for actions, and whom they may be done for."""
    return Automation()


@pytest.fixture
async def acting(open_bench: Any, automation: Automation) -> AsyncIterator[ServiceBench]:
    """The service under test with workflows around it."""
    async with open_bench(callees=automation.callees()) as opened:
        yield opened

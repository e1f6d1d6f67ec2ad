"""What keeps people and programs signed in: a refresh and an introspection, against one bare read by the primary key.

A refresh swaps two rows, signs a token and shows the account; an introspection reads the key, its member and its owner.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from tests.load.in_process import in_turn, one_service, outlet
from tests.load.tools import must

from mewayz_testing.bench import ServiceBench

URL = "/api/v1/identity"
ROUNDS = 200


async def main() -> None:
    """Print the table."""
    async with one_service("identity", {"workspace": outlet()}) as bench:
        client, gateway = bench.client(), bench.service("gateway")
        body = {"email": "ada@example.com", "password": "correct horse battery", "name": "Ada", "client": "native"}
        tokens: dict[str, Any] = must(await client.post(f"{URL}/public/registrations", json=body)).json()
        key = await _key(bench, UUID(tokens["user"]["id"]))
        users = bench.runtime.service.base.metadata.tables["users"]
        one_row = sa.select(users).where(users.c.id == UUID(tokens["user"]["id"]))

        async def read() -> None:
            async with bench.runtime.db.read.connect() as connection:
                (await connection.execute(one_row)).one()

        async def refresh() -> None:
            given = {"refresh_token": tokens["refresh_token"]}
            tokens.update(must(await client.post(f"{URL}/public/tokens/refresh", json=given)).json())

        async def introspect() -> None:
            answer = must(await gateway.post("/internal/v1/introspect", json={"token": key}))
            assert answer.json()["active"]

        spent = await in_turn({"read": read, "introspect": introspect, "refresh": refresh}, rounds=ROUNDS)
    print("### Tokens: the whole request in process against one bare read by the primary key\n")
    print("| what | median CPU ms | ratio |\n|---|---|---|")
    for name, text in (("read", "one row read"), ("introspect", "introspection"), ("refresh", "refresh")):
        print(f"| {text} | {spent[name]:.2f} | {spent[name] / spent['read']:.1f} |")
    print()


async def _key(bench: ServiceBench, user_id: UUID) -> str:
    """A personal key in a workspace whose plan has keys."""
    workspace = await bench.workspace(features=["api-access"], limits={"identity.api_keys": 1})
    await bench.deliver(
        "workspace.member.created.v1", {"user_id": str(user_id), "role": "owner"}, workspace_id=workspace
    )
    expires = bench.clock.now() + timedelta(days=30)
    body = {"name": "Import", "scopes": ["crm.contacts:read"], "expires_at": expires.isoformat()}
    made = must(await bench.member(workspace, user_id=user_id).post(f"{URL}/api-keys", json=body))
    return str(made.json()["key"])

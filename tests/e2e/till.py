"""Finance's side of the contract, as long as nothing else in the house can say it: events put into workspace's inbox.

The rows are the very ones that the transport writes, so whatever finance will send is handled the same way.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from mewayz_kit.db import service_url
from mewayz_kit.ids import new_id
from mewayz_kit.transport.base import Envelope
from mewayz_testing.house import House
from mewayz_workspace import service

WORKSPACE = "/api/v1/workspace"


class Till:
    """Takes money for charges of a running house."""

    def __init__(self, house: House) -> None:
        self._house = house
        template = house.local_environment().get(
            "MEWAYZ_DATABASE_URL", f"sqlite+aiosqlite:///{house.data}/{{service}}.db"
        )
        self._url = service_url(template, "workspace")

    async def says(self, type_: str, data: dict[str, Any], *, workspace: str | None = None) -> None:
        """One event of finance arrives; of money of a workspace, unless there is none."""
        now = self._house.now()
        message = Envelope(
            id=new_id(),
            source="finance",
            type=type_,
            subject=str(data["id"]),
            time=now,
            data=data,
            public=True,
            workspaceid=UUID(workspace) if workspace else None,
            correlationid=new_id(),
        )
        consumers = [handler.consumer for handler in service.handlers if type_ in handler.types]
        rows = [
            {
                "consumer": consumer,
                "message_id": message.id,
                "type": type_,
                "key": message.subject,
                "envelope": message.model_dump_json(),
                "state": "pending",
                "attempts": 0,
                "due": now,
            }
            for consumer in consumers
        ]
        engine = create_async_engine(self._url)
        try:
            async with engine.begin() as connection:
                await connection.execute(sa.insert(service.tables.inbox), rows)
        finally:
            await engine.dispose()

    async def takes(
        self,
        charge_id: str,
        amount: int,
        *,
        verb: str = "succeeded",
        payment_id: str | None = None,
        workspace: str | None = None,
    ) -> str:
        """A payment for a charge has moved; answers its id."""
        payment = payment_id or str(new_id())
        about = {"purpose": "subscription", "reference_id": str(UUID(charge_id))}
        money = {"amount": {"amount": amount, "currency": "USD"}}
        await self.says(f"finance.payment.{verb}.v1", {"id": payment, **about, **money}, workspace=workspace)
        return payment

"""The call that speeds up a payment: finance may make it at once instead of when the event arrives."""

from typing import Any
from uuid import UUID

import structlog

from mewayz_kit.errors import Problem
from mewayz_kit.money import Money
from mewayz_kit.service import Runtime
from mewayz_workspace.billing.charges.service import PURPOSE

log = structlog.get_logger(__name__)
SECONDS = 3.0


async def payment_for(runtime: Runtime, *, charge_id: UUID, workspace_id: UUID, total: Money) -> dict[str, Any] | None:
    """The payment with its next action, or None: then `charge_due` brings it about a moment later."""
    body = {
        "purpose": PURPOSE,
        "reference_id": str(charge_id),
        "amount": total.model_dump(),
        "payer": {"workspace_id": str(workspace_id)},
        "payee": "platform",
        "splits": [],
    }
    try:
        answer = await runtime.client.call(
            "finance", "POST", "/internal/v1/payment-intents", json=body, timeout=SECONDS
        )
    except Problem as problem:
        log.info("payment_intent.later", charge_id=str(charge_id), code=problem.code)
        return None
    return dict(answer) if answer else None

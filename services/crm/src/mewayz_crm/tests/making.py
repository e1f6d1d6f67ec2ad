"""Making records as a member does."""

from typing import Any

import httpx2

API = "/api/v1/crm"


async def make(member: httpx2.AsyncClient, noun: str = "contacts", **fields: Any) -> dict[str, Any]:
    """The new record of `POST /api/v1/crm/{noun}`."""
    answer = await member.post(f"{API}/{noun}", json=fields)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())

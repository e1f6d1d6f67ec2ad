"""What the tests of analytics share: a workspace with everything on, and its numbers through the API."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest

from mewayz_testing.bench import ServiceBench

EVERYTHING = ("dashboards", "contacts", "pipelines")
OpenWorkspace = Callable[..., Awaitable[UUID]]


@pytest.fixture
def open_workspace(bench: ServiceBench) -> OpenWorkspace:
    """Makes a workspace with every feature and unlimited history; arguments as `bench.workspace`."""

    async def open_(**changes: Any) -> UUID:
        known: dict[str, Any] = {"features": EVERYTHING, "limits": {"analytics.history_days": -1}}
        return await bench.workspace(**(known | changes))

    return open_


@pytest.fixture
def overview() -> Callable[..., Awaitable[dict[str, Any]]]:
    """The metrics of the overview by key."""

    async def ask(client: httpx2.AsyncClient, **parameters: str) -> dict[str, Any]:
        answer = await client.get("/api/v1/analytics/overview", params=parameters)
        assert answer.status_code == 200, answer.text
        return {metric["key"]: metric for metric in answer.json()["metrics"]}

    return ask

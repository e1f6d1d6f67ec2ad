"""Both ways to a service pass the same suite."""

from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from mewayz_gateway.http_upstream import HttpUpstream
from mewayz_gateway.upstream import AsgiUpstream, ClientGone, ConnectionBroken
from mewayz_testing.suites.upstream import Serving, UpstreamSuite


class TestAsgiUpstream(UpstreamSuite):
    broken, gone = ConnectionBroken, ClientGone

    @pytest.fixture
    def serving(self) -> Serving:
        @asynccontextmanager
        async def serving(app: Any) -> Any:
            yield AsgiUpstream(app)

        return serving


class TestHttpUpstream(UpstreamSuite):
    broken, gone = ConnectionBroken, ClientGone

    @pytest.fixture
    def serving(self, serve: Callable[..., Any]) -> Serving:
        @asynccontextmanager
        async def serving(app: Any) -> Any:
            async with serve(app) as port:
                upstream = HttpUpstream(f"http://127.0.0.1:{port}")
                yield upstream
                await upstream.close()

        return serving

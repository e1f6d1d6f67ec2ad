"""All services in one process: four values at the edge, and nothing else that differs from a fleet.

The database URL and the transport come from the environment (SQLite files and the local transport unless it
names others); the gateway reaches a service by calling its ASGI app, and so does a service that calls another.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import httpx2
import orjson

from mewayz_gateway.app import Gateway, create_gateway
from mewayz_gateway.settings import load_gateway_settings
from mewayz_gateway.upstream import AsgiUpstream
from mewayz_kit.contracts import routes
from mewayz_kit.migrations import migrate
from mewayz_kit.openapi import merge, openapi
from mewayz_kit.run import create_api, running
from mewayz_kit.service import Runtime, Service
from mewayz_kit.transport.base import Transport
from mewayz_kit.transport.local import LocalTransport


class House:
    """The gateway and every installed service, wired together in this process."""

    def __init__(self, services: Sequence[Service]) -> None:
        self.services = services
        self.transport = _transport([service.name for service in services])
        # Every app is filled in before the first request; the mapping is shared by all of them.
        internal: dict[str, httpx2.AsyncBaseTransport] = {}
        self.runtimes = {
            service.name: Runtime(service, service.load_settings(), transport=self.transport, internal=internal)
            for service in services
        }
        self.apps = {service.name: create_api(service, self.runtimes[service.name]) for service in services}
        self.gateway: Gateway = create_gateway(
            load_gateway_settings(),
            routes=[route for service in services for route in routes(self.apps[service.name], service)],
            upstreams={name: AsgiUpstream(app) for name, app in self.apps.items()},
            transport=self.transport,
            openapi=self._document,
            internal_transports=internal,
        )
        internal |= {name: httpx2.ASGITransport(app) for name, app in self.apps.items()}
        internal["gateway"] = httpx2.ASGITransport(self.gateway)

    def _document(self) -> bytes:
        return orjson.dumps(
            merge({service.name: openapi(self.apps[service.name], service) for service in self.services})
        )

    def migrate(self) -> None:
        """Bring every schema to the newest revision."""
        for service in self.services:
            migrate(service, self.runtimes[service.name].settings.database_url.get_secret_value())

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run everything in the background until the block ends; stops in reverse order."""
        async with AsyncExitStack() as stack:
            for runtime in self.runtimes.values():
                stack.push_async_callback(runtime.close)
            stack.push_async_callback(self.transport.stop)
            for runtime in self.runtimes.values():
                await stack.enter_async_context(running(runtime))
            await stack.enter_async_context(self.gateway.running())
            yield


def _transport(services: Sequence[str]) -> Transport:
    settings = load_gateway_settings()
    amqp_url = settings.amqp_url
    if amqp_url is None:
        return LocalTransport(services)
    from mewayz_kit.transport.rabbit import RabbitTransport

    return RabbitTransport(amqp_url.get_secret_value(), app="house", services=services, prefix=settings.amqp_prefix)


async def prepared(services: Sequence[Service]) -> House:
    """A house whose schemas are up to date; migrations run beside the loop, which they need for themselves."""
    house = House(services)
    await asyncio.to_thread(house.migrate)
    return house

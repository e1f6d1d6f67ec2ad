"""Where mails of these tests leave to: a real SMTP server, and the providers of the test library."""

from collections.abc import AsyncIterator

import pytest

from mewayz_testing.postmaster import Postmaster, postmaster


@pytest.fixture
async def smtp() -> AsyncIterator[Postmaster]:
    """A running server."""
    async with postmaster() as running:
        yield running

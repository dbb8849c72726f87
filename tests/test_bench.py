"""The relay's benchmark still runs, in a short cut, and with it the servers of all of them."""

import asyncio

from bench.messaging import relay
from bench.messaging.ground import ground


def test_the_relay_benchmark_runs() -> None:
    async def short() -> list[float]:
        async with ground() as servers:
            return await relay.compare(servers, 300, [100])

    [ratio] = asyncio.run(short())

    assert ratio > 0

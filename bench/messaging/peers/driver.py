"""How each peer is run: ``python -m bench.messaging.peers.<name> work|publish``."""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from bench.messaging.peers.task import Task

Send = Callable[[Task], Awaitable[None]]
Publishing = Callable[[], AbstractAsyncContextManager[Send]]
_AT_ONCE = 100


def run(work: Callable[[], None], publishing: Publishing) -> None:
    """``work`` handles tasks until it is ended; ``publishing`` yields how to send one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=("work", "publish"))
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--rate", type=float, default=0, help="per second; 0: all at once")
    arguments = parser.parse_args()
    if arguments.role == "work":
        work()
    else:
        asyncio.run(publish(publishing, arguments.count, arguments.rate))


async def publish(publishing: Publishing, count: int, rate: float) -> None:
    async with publishing() as send:
        if rate:
            await _paced(send, count, rate)
            return
        for first in range(0, count, _AT_ONCE):
            numbers = range(first, min(first + _AT_ONCE, count))
            await asyncio.gather(*(send(Task.make(n, time.time())) for n in numbers))


async def _paced(send: Send, count: int, rate: float) -> None:
    """An open loop: a task that could not be sent in time is late from when it was due."""
    start = time.time() + 0.1
    for number in range(count):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.time()))
        await send(Task.make(number, due))

"""FastStream on a quorum queue: acknowledged after the handler, given back when it fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvloop
from faststream import AckPolicy, FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue

from bench.messaging.peers.driver import Send, run
from bench.messaging.peers.effect import open_pool, store
from bench.messaging.peers.task import CONCURRENCY, Task, amqp_url

_QUEUE = RabbitQueue("bench.faststream", queue_type=QueueType.QUORUM, durable=True)


def make_broker() -> RabbitBroker:
    channel = Channel(prefetch_count=CONCURRENCY)
    return RabbitBroker(amqp_url(), default_channel=channel, logger=None)


async def consume() -> None:
    pool = await open_pool()
    broker = make_broker()

    @broker.subscriber(_QUEUE, ack_policy=AckPolicy.NACK_ON_ERROR)
    async def handle(text: str) -> None:
        await store(pool, Task.read(text))

    await FastStream(broker, logger=None).run()


@asynccontextmanager
async def publishing() -> AsyncIterator[Send]:
    broker = make_broker()
    async with broker:
        await broker.declare_queue(_QUEUE)

        async def send(task: Task) -> None:
            await broker.publish(task.to_json(), _QUEUE, persist=True)
            await asyncio.sleep(0)

        yield send


if __name__ == "__main__":
    run(lambda: uvloop.run(consume()), publishing)

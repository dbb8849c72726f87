"""aio-pika and asyncpg, nothing else: what the servers and the drivers cost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
import uvloop
from aio_pika.abc import AbstractIncomingMessage

from bench.messaging.peers.driver import Send, run
from bench.messaging.peers.effect import open_pool, store
from bench.messaging.peers.task import CONCURRENCY, QUEUE, Task, amqp_url


async def consume() -> None:
    pool = await open_pool()

    async def handle(message: AbstractIncomingMessage) -> None:
        await store(pool, Task.read(message.body))
        await message.ack()

    async with await aio_pika.connect(amqp_url()) as connection:
        channel = await connection.channel()
        await channel.set_qos(CONCURRENCY)
        queue = await channel.declare_queue(
            QUEUE, durable=True, arguments={"x-queue-type": "quorum"}
        )
        await queue.consume(handle)
        await asyncio.Event().wait()


@asynccontextmanager
async def publishing() -> AsyncIterator[Send]:
    async with await aio_pika.connect(amqp_url()) as connection:
        channel = await connection.channel(publisher_confirms=True)
        await channel.declare_queue(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})

        async def send(task: Task) -> None:
            message = aio_pika.Message(task.to_json().encode(), delivery_mode=2)
            await channel.default_exchange.publish(message, QUEUE)

        yield send


if __name__ == "__main__":
    run(lambda: uvloop.run(consume()), publishing)

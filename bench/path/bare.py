"""The same hops, rows and queues by asyncpg and aio-pika alone: no HTTP, no checks, no retries."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self
from uuid import UUID, uuid4

import aio_pika
import asyncpg
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

_POOL = 20
_PREFETCH = 64
_BODY = b"x" * 1024
_TABLES = """
create schema bare;
create table bare.operations (id uuid primary key, status text not null);
create table bare.outbox (id bigint generated always as identity primary key, body bytea not null);
create table bare.inbox (handler text, message_id uuid, primary key (handler, message_id));
create table bare.jobs (id uuid primary key, body bytea not null);
create table bare.views (id uuid primary key, body bytea not null);
create table bare.live_events (id bigint generated always as identity primary key, job uuid);
"""
_OUTBOX = "insert into bare.outbox (body) values ($1) returning id"
_INBOX = "insert into bare.inbox values ($1, $2)"


class Bare:
    """One process that plays all parts."""

    def __init__(self, pool: asyncpg.Pool, channel: AbstractChannel) -> None:
        self._pool, self._channel = pool, channel
        self._waiting: dict[UUID, asyncio.Future[None]] = {}

    async def write(self) -> None:
        job_id = uuid4()
        self._waiting[job_id] = done = asyncio.get_running_loop().create_future()
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("insert into bare.operations values ($1, 'pending')", job_id)
            row_id = await connection.fetchval(_OUTBOX, _BODY)
        await self._relay("bare.commands", job_id, row_id)
        await done

    async def prepare(self) -> Self:
        await self._pool.execute(_TABLES)
        await self._channel.set_qos(_PREFETCH)
        for name, handle in (("bare.commands", self._create), ("bare.events", self._project)):
            queue = await self._channel.declare_queue(
                name, durable=True, arguments={"x-queue-type": "quorum"}
            )
            await queue.consume(handle)
        return self

    async def _create(self, message: AbstractIncomingMessage) -> None:
        job_id = UUID(message.message_id)
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(_INBOX, "jobs", job_id)
            await connection.execute("insert into bare.jobs values ($1, $2)", job_id, _BODY)
            row_id = await connection.fetchval(_OUTBOX, _BODY)
        await message.ack()
        await self._relay("bare.events", job_id, row_id)

    async def _project(self, message: AbstractIncomingMessage) -> None:
        job_id = UUID(message.message_id)
        finish = "update bare.operations set status = 'succeeded' where id = $1"
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(_INBOX, "views", job_id)
            await connection.execute("insert into bare.views values ($1, $2)", job_id, _BODY)
            await connection.execute("insert into bare.live_events (job) values ($1)", job_id)
            await connection.execute(finish, job_id)
        await message.ack()
        self._waiting.pop(job_id).set_result(None)

    async def _relay(self, queue: str, job_id: UUID, row_id: int) -> None:
        message = aio_pika.Message(_BODY, delivery_mode=2, message_id=str(job_id))
        await self._channel.default_exchange.publish(message, queue)
        await self._pool.execute("delete from bare.outbox where id = $1", row_id)


@asynccontextmanager
async def bare_path(database_url: str, amqp_url: str) -> AsyncIterator[Bare]:
    connection = await aio_pika.connect(amqp_url)
    async with connection, asyncpg.create_pool(database_url, max_size=_POOL) as pool:
        yield await Bare(pool, await connection.channel()).prepare()

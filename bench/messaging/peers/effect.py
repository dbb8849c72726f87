"""The three inserts by asyncpg, for the peers that leave the database to their user."""

import asyncpg

from bench.messaging.peers.task import POOL, Task, database_url, statements

_JOURNAL, _EFFECT, _NOTE = statements("$1", "$2", "$3")


async def open_pool() -> asyncpg.Pool:
    return await asyncpg.create_pool(database_url(), min_size=1, max_size=POOL)


async def store(pool: asyncpg.Pool, task: Task) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(_JOURNAL, "bench", task.id)
        await connection.execute(_EFFECT, task.number, task.due, task.padding)
        await connection.execute(_NOTE, task.number, "done")

"""procrastinate: its queue is a table, so there is no broker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvloop
from asyncpg import Pool
from procrastinate import App, PsycopgConnector

from bench.messaging.peers.driver import Send, run
from bench.messaging.peers.effect import open_pool, store
from bench.messaging.peers.task import CONCURRENCY, Task, database_url

app = App(connector=PsycopgConnector(conninfo=database_url()))
_pools: list[Pool] = []


@app.task(name="bench")
async def handle(text: str) -> None:
    await store(_pools[0], Task.read(text))


async def consume() -> None:
    _pools.append(await open_pool())
    async with app.open_async():
        await app.run_worker_async(concurrency=CONCURRENCY)


async def prepare() -> None:
    """Its tables, once."""
    question = "select to_regclass('procrastinate_jobs')::text as found"
    if (await app.connector.execute_query_one_async(question))["found"] is None:
        await app.schema_manager.apply_schema_async()


@asynccontextmanager
async def publishing() -> AsyncIterator[Send]:
    async with app.open_async():
        await prepare()
        one_at_a_time = asyncio.Semaphore(4)

        async def send(task: Task) -> None:
            async with one_at_a_time:
                await handle.defer_async(text=task.to_json())

        yield send


if __name__ == "__main__":
    run(lambda: uvloop.run(consume()), publishing)

"""``python -m bench.write_path [--requests N]``: a write until its 201, beside a bare prototype.

Hirewire: POST /v1/jobs, one client, until 201 with the read model updated (gateway, relay, broker,
jobs, relay, broker, projector). Peer: the same hops in one process by asyncpg and aio-pika alone,
three commits and two confirmed publishes to quorum queues, no validation, no HTTP. Same server,
same broker, alternating. PostgreSQL syncs every commit.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import aio_pika
import asyncpg
import httpx
from aio_pika.abc import AbstractQueue
from hirewire_local.endpoints import Endpoints
from hirewire_local.output import MergedLog
from hirewire_local.platform import Platform
from hirewire_local.services import SERVICES
from hirewire_local.settings import LocalSettings

_WARM_UP = 30
Write = Callable[[], Awaitable[None]]


class Prototype:
    """What the hops cost when nothing else is done."""

    def __init__(
        self, connection: asyncpg.Connection, channel: aio_pika.abc.AbstractChannel
    ) -> None:
        self._connection = connection
        self._channel = channel
        self._queues: list[AbstractQueue] = []
        self._arrived: asyncio.Queue[aio_pika.abc.AbstractIncomingMessage] = asyncio.Queue()

    async def prepare(self) -> None:
        await self._connection.execute("create table bench(id uuid, body text)")
        for name in ("bench.commands", "bench.events"):
            queue = await self._channel.declare_queue(
                name, durable=True, arguments={"x-queue-type": "quorum"}
            )
            await queue.consume(self._arrived.put)
            self._queues.append(queue)

    async def write(self) -> None:
        for queue in self._queues:
            await self._store()
            await self._channel.default_exchange.publish(
                aio_pika.Message(b"x" * 1024, delivery_mode=2), queue.name
            )
            await (await self._arrived.get()).ack()
        await self._store()

    async def _store(self) -> None:
        async with self._connection.transaction():
            await self._connection.execute("insert into bench values ($1, 'x')", uuid4())


class Hirewire:
    """One client of the gateway."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def log_in(self) -> None:
        body = {"email": f"{uuid4().hex}@example.org", "password": uuid4().hex}
        registration = {**body, "name": "Bench"}
        (await self._http.post("/v1/auth/register", json=registration)).raise_for_status()
        tokens = (await self._http.post("/v1/auth/login", json=body)).raise_for_status().json()
        self._http.headers["Authorization"] = f"Bearer {tokens['access_token']}"

    async def write(self) -> None:
        job = {"title": "Night porter", "description": "You keep the house at night."}
        answer = await self._http.post("/v1/jobs", json=job)
        if answer.status_code != httpx.codes.CREATED:
            raise RuntimeError(answer.text)


async def timed(write: Write) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    await write()
    return (time.perf_counter() - started) * 1000


async def compare(endpoints: Endpoints, requests: int) -> None:
    connection = await asyncpg.connect(endpoints.database_url)
    broker = await aio_pika.connect(endpoints.amqp_url)
    gateway = endpoints.services["gateway"]
    async with broker, httpx.AsyncClient(base_url=gateway, trust_env=False, timeout=30) as http:
        prototype = Prototype(connection, await broker.channel())
        await prototype.prepare()
        hirewire = Hirewire(http)
        await hirewire.log_in()
        figures: dict[str, list[float]] = {"hirewire": [], "prototype": []}
        for number in range(requests + _WARM_UP):
            for name, write in (("hirewire", hirewire.write), ("prototype", prototype.write)):
                milliseconds = await timed(write)
                if number >= _WARM_UP:
                    figures[name].append(milliseconds)
    await connection.close()
    report(figures)


def report(figures: dict[str, list[float]]) -> None:
    cuts = {name: statistics.quantiles(values, n=100) for name, values in figures.items()}
    for name, cut in cuts.items():
        count = len(figures[name])
        print(f"{name:<10} p50={cut[49]:.1f} ms  p99={cut[98]:.1f} ms  n={count}")
    ratio = cuts["hirewire"][49] / cuts["prototype"][49]
    print(f"ratio of the medians: {ratio:.1f} (one client at a time, fsync on, alternating)")


async def run(requests: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = LocalSettings(hirewire_local_dir=Path(folder))
        with (Path(folder) / "platform.log").open("w") as stream:
            log = MergedLog(stream)
            async with Platform(settings, log, SERVICES[:2]) as platform:
                await compare(platform.endpoints, requests)
            log.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=300)
    asyncio.run(run(parser.parse_args().requests))


if __name__ == "__main__":
    main()

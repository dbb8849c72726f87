"""``python -m bench.messaging.relay``: outbox rows to the broker, beside pipelined publishing.

Rows of 1 KiB, each about another aggregate, to a quorum queue with confirms. The peer publishes as
many bodies at a time as the relay's batch and waits for their confirms; it reads and deletes
nothing. With ``--backlog`` the outbox holds so many rows more, all due, while as many as before
are timed.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from uuid import uuid4

import aio_pika
import asyncpg
import uvloop
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.publisher import Publisher
from hirewire_chassis.relay import BATCH, Relay
from hirewire_chassis.topology import EVENTS, backbone, declare

from bench.messaging.ground import Ground, ground

_KEY = "bench.relayed.v1"
_QUEUE = "bench.relayed"
_FILL = """
insert into jobs.outbox (message_id, part, aggregate, exchange, routing_key, envelope)
select gen_random_uuid(), n % 8, 'bench ' || n, $2, $3, convert_to(repeat('x', 1024), 'utf8')
from generate_series(1, $1) as n
"""


async def raw_rate(amqp_url: str, count: int) -> float:
    """Messages per second."""
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel(publisher_confirms=True)
        exchange = await channel.get_exchange(EVENTS)

        async def publish() -> None:
            message = aio_pika.Message(b"x" * 1024, delivery_mode=2, message_id=str(uuid4()))
            await exchange.publish(message, _KEY, mandatory=True)

        started = time.perf_counter()
        for first in range(0, count, BATCH):
            await asyncio.gather(*(publish() for _ in range(min(BATCH, count - first))))
        return count / (time.perf_counter() - started)


async def relay_rate(servers: Ground, count: int) -> float:
    """Rows per second, until ``count`` are confirmed and deleted."""
    metrics = Metrics("jobs")
    publisher = Publisher(servers.amqp_url, "bench", metrics)
    relay = Relay(servers.service_url, "jobs", publisher, metrics)
    async with publisher.link:
        await publisher.link.up.wait()
        started = time.perf_counter()
        async with relay:
            while _published(metrics) < count:
                await asyncio.sleep(0.005)
        return _published(metrics) / (time.perf_counter() - started)


def _published(metrics: Metrics) -> float:
    return metrics.registry.get_sample_value("hirewire_outbox_published_total") or 0.0


async def compare(servers: Ground, count: int, backlogs: Sequence[int]) -> list[float]:
    """The relay's rate as a part of the raw one, for each backlog."""
    connection = await asyncpg.connect(servers.database_url)
    async with await aio_pika.connect(servers.amqp_url) as broker:
        channel = await broker.channel()
        await declare(channel, backbone())
        queue = await channel.declare_queue(
            _QUEUE, durable=True, arguments={"x-queue-type": "quorum"}
        )
        await queue.bind(EVENTS, _KEY)
        await raw_rate(servers.amqp_url, count)
        ratios = []
        for backlog in backlogs:
            await queue.purge()
            await connection.execute("truncate jobs.outbox")
            await connection.execute(_FILL, count + backlog, EVENTS, _KEY)
            await connection.execute("vacuum analyze jobs.outbox")
            raw = await raw_rate(servers.amqp_url, count)
            ours = await relay_rate(servers, count)
            print(
                f"{count} rows of {count + backlog}: relay {ours:.0f}/s, raw {raw:.0f}/s, ", end=""
            )
            print(f"ratio {ours / raw:.2f}", flush=True)
            ratios.append(ours / raw)
    await connection.close()
    return ratios


async def run(count: int, backlogs: Sequence[int]) -> None:
    async with ground() as servers:
        await compare(servers, count, backlogs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--backlog", type=int, nargs="+", default=[0, 1_000_000])
    arguments = parser.parse_args()
    uvloop.run(run(arguments.count, arguments.backlog))


if __name__ == "__main__":
    main()

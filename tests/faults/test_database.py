"""A database that falls silent is an outage, soon over; one that is slow is not."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import aio_pika
import pytest
from hirewire_chassis import Context, Database, TransientError
from hirewire_chassis.errors import OutageError, classify
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.publisher import Publisher
from hirewire_chassis.relay import Relay
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.topology import EVENTS
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.faults.proxy import Proxy

QUEUE = "test.events"
_ROW = """
insert into outbox(message_id, part, aggregate, exchange, routing_key, envelope)
values (gen_random_uuid(), 0, 'one', 'hirewire.events', 'a.key', convert_to('{}', 'utf8'))
"""


@pytest.fixture
async def proxy(databases: Databases) -> AsyncIterator[Proxy]:
    parts = urlsplit(databases.url_of("jobs"))
    chance = random.Random(1)  # noqa: S311 - replayable
    proxy = Proxy(parts.hostname or "", parts.port or 0, chance, keepalive=1)
    await proxy.start()
    yield proxy
    await proxy.stop()


@pytest.fixture
def url(databases: Databases, proxy: Proxy) -> str:
    found = databases.url_of("jobs")
    return found.replace(f":{urlsplit(found).port}/", f":{proxy.port}/")


@pytest.fixture
async def database(url: str, proxy: Proxy) -> AsyncIterator[Database]:
    database = Database(url, "jobs", pool_size=3, statement_seconds=1.5)
    yield database
    proxy.cut()
    await database.close()


async def ask(database: Database, statement: str = "select 1") -> None:
    async with database.transaction(Context()) as tx:
        await tx.session.execute(text(statement))


async def ask_all(database: Database) -> None:
    """On every connection of the pool."""
    asking = [ask(database, "select pg_sleep(0.1)") for _ in range(3)]
    await asyncio.gather(*asking)


async def test_a_statement_without_an_answer_is_an_outage_and_ends_with_its_whole_pool(
    database: Database, proxy: Proxy
) -> None:
    await ask_all(database)
    proxy.swallow()
    with pytest.raises(ConnectionError) as caught:
        await ask(database)
    assert isinstance(classify(caught.value), OutageError)
    await ask_all(database)
    assert proxy.accepted >= 6


async def test_a_commit_without_an_answer_is_an_outage(database: Database, proxy: Proxy) -> None:
    with pytest.raises(ConnectionError):
        await commit_into(database, proxy)
    await ask(database)


async def commit_into(database: Database, proxy: Proxy) -> None:
    async with database.transaction(Context()) as tx:
        await tx.session.execute(text("select 1"))
        proxy.swallow(up=False)


async def test_a_slow_statement_is_ended_by_the_server_and_costs_no_connection(
    database: Database, proxy: Proxy
) -> None:
    with pytest.raises(DBAPIError) as caught:
        await ask(database, "select pg_sleep(5)")
    error = classify(caught.value)
    assert isinstance(error, TransientError)
    assert not isinstance(error, OutageError)
    await ask(database)
    assert proxy.accepted == 1


async def test_the_server_notices_a_client_that_is_gone(database: Database) -> None:
    names = ("keepalives_idle", "keepalives_interval", "keepalives_count", "user_timeout")
    async with database.reading(Context()) as session:
        found = [await session.scalar(text(f"show tcp_{name}")) for name in names]
    assert found == ["10", "5", "3", "25000"]


async def test_a_relay_whose_connection_falls_silent_goes_on_with_another(
    database: Database, url: str, proxy: Proxy, vhost: Vhost
) -> None:
    async with relaying(url, vhost):
        await sent(database)
        proxy.swallow()
        await asyncio.sleep(0.1)
        await sent(database)


async def sent(database: Database) -> None:
    """A new row leaves the outbox; whoever asks has a connection of its own each time."""
    async with asyncio.timeout(20):
        while True:
            try:
                await ask(database, _ROW)
                break
            except ConnectionError:
                continue
        while await left(database):
            await asyncio.sleep(0.05)


async def left(database: Database) -> int:
    async with database.reading(Context()) as session:
        return int(await session.scalar(text("select count(*) from outbox")) or 0)


@asynccontextmanager
async def relaying(url: str, vhost: Vhost) -> AsyncIterator[None]:
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        arguments = {"x-queue-type": "quorum"}
        queue = await channel.declare_queue(QUEUE, durable=True, arguments=arguments)
        await queue.bind(EVENTS, "#")
        publisher = Publisher(vhost.url, "test", Metrics("jobs"))
        relay = Relay(url, "jobs", publisher, Metrics("jobs"), statement_seconds=1.5)
        async with publisher.link, relay:
            yield

"""From the outbox to the broker: confirmed before deleted, in order per aggregate, never stuck."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aio_pika
import pytest
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.outbox import PARTITIONS
from hirewire_chassis.publisher import Publisher
from hirewire_chassis.relay import Relay
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.topology import EVENTS

EVENT_QUEUE = "test.events"


@pytest.fixture
async def listener(vhost: Vhost) -> AsyncIterator[Any]:
    """A queue bound to all events; ``await listener(n)`` takes n messages."""
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(
            EVENT_QUEUE, durable=True, arguments={"x-queue-type": "quorum"}
        )
        await queue.bind(EVENTS, "#")

        async def take(count: int) -> list[Any]:
            found: list[Any] = []
            async with asyncio.timeout(10):
                while len(found) < count:
                    message = await queue.get(fail=False, no_ack=True)
                    if message is not None:
                        found.append(message)
            return found

        yield take


@pytest.fixture
async def publisher(vhost: Vhost) -> AsyncIterator[Publisher]:
    publisher = Publisher(vhost.url, "test", Metrics("jobs"))
    async with publisher.link:
        await publisher.link.up.wait()
        yield publisher


def relay_for(databases: Databases, publisher: Publisher) -> Relay:
    return Relay(databases.url_of("jobs"), "jobs", publisher, Metrics("jobs"))


async def until_left(rows: Any, count: int) -> None:
    async with asyncio.timeout(10):
        while await rows.count("outbox") != count:
            await asyncio.sleep(0.02)


def titles(messages: list[Any]) -> list[str]:
    return [json.loads(message.body)["data"]["job"]["title"] for message in messages]


async def test_a_row_is_published_with_its_own_id_and_then_deleted(
    databases: Databases,
    publisher: Publisher,
    rows: Any,
    event: Any,
    context: Context,
    listener: Any,
) -> None:
    await rows.send(event(), context=context)
    [row] = await rows.all("select * from outbox")

    async with relay_for(databases, publisher):
        [message] = await listener(1)
        await until_left(rows, 0)

    assert message.message_id == str(row["message_id"])
    assert message.body == row["envelope"]
    assert message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert message.content_type == "application/cloudevents+json"


async def test_one_aggregates_messages_keep_their_order(
    databases: Databases,
    publisher: Publisher,
    rows: Any,
    event: Any,
    context: Context,
    listener: Any,
) -> None:
    ids = [new_id() for _ in range(5)]
    for number in range(20):
        events = [event(job_id, title=f"{job_id}:{number:02d}") for job_id in ids]
        await rows.send(*events, context=context)

    async with relay_for(databases, publisher):
        messages = await listener(100)

    for job_id in ids:
        own = [title for title in titles(messages) if title.startswith(str(job_id))]
        assert own == sorted(own)
        assert len(own) == 20


async def test_an_unroutable_message_holds_back_its_aggregate_alone(
    databases: Databases,
    publisher: Publisher,
    rows: Any,
    event: Any,
    context: Context,
    command: Any,
    listener: Any,
) -> None:
    await rows.send(command, event(command.job_id, title="behind"), context=context)
    await rows.send(event(title="other"), context=context)

    async with relay_for(databases, publisher) as relay:
        assert titles(await listener(1)) == ["other"]
        for _ in range(5):
            relay.wake()
            await asyncio.sleep(0.1)

    held = await rows.all("select * from outbox order by id")
    assert [row["routing_key"] for row in held] == ["jobs.create_job.v1", "jobs.job_created.v1"]
    assert held[0]["attempts"] >= 1
    assert "NO_ROUTE" in held[0]["last_error"]
    assert held[1]["attempts"] == 0


async def test_a_message_that_failed_often_is_tried_again_soon(
    databases: Databases, publisher: Publisher, rows: Any, context: Context, command: Any
) -> None:
    """However long the broker was away, its return is noticed within half a minute."""
    await rows.send(command, context=context)
    await rows.run("update outbox set attempts = 50")

    async with relay_for(databases, publisher), asyncio.timeout(10):
        while not await rows.all("select 1 from outbox where attempts = 51"):
            await asyncio.sleep(0.05)

    [row] = await rows.all("select available_at - now() < interval '20 s' as soon from outbox")
    assert row["soon"]


async def test_an_outage_is_no_fault_of_the_message(
    databases: Databases, rows: Any, context: Context, command: Any
) -> None:
    """It goes out with the first connection, however often it was tried before."""
    broken = Publisher("amqp://guest:guest@127.0.0.1:1/", "test", Metrics("jobs"))
    broken.link.up.set()
    await rows.send(command, context=context)
    await rows.run("update outbox set attempts = 50")

    async with relay_for(databases, broken), asyncio.timeout(10):
        while not await rows.all("select 1 from outbox where attempts = 51"):
            await asyncio.sleep(0.05)

    [row] = await rows.all("select available_at - now() < interval '2 s' as soon from outbox")
    assert row["soon"]


async def test_a_message_for_later_waits_for_its_time(
    databases: Databases,
    publisher: Publisher,
    rows: Any,
    event: Any,
    context: Context,
    database: Database,
    listener: Any,
) -> None:
    async with database.transaction(context) as tx:
        tx.send(event(title="later"), at=tx.now.replace(year=tx.now.year + 1))
        tx.send(event(title="now"))

    async with relay_for(databases, publisher):
        assert titles(await listener(1)) == ["now"]
        await until_left(rows, 1)
        await rows.run("update outbox set available_at = now()")
        assert titles(await listener(1)) == ["later"]


async def test_a_commit_wakes_the_relay_of_another_process(
    databases: Databases,
    publisher: Publisher,
    rows: Any,
    event: Any,
    context: Context,
    listener: Any,
) -> None:
    relay = relay_for(databases, publisher)
    async with relay:
        await relay.flushed()
        wakes: list[int] = []
        relay.wake = lambda: wakes.append(1)  # type: ignore[method-assign]
        await rows.send(event(), context=context)
        await listener(1)

    assert wakes, "no notification arrived"


async def test_a_lost_notification_costs_a_poll_and_nothing_else(
    databases: Databases,
    publisher: Publisher,
    rows: Any,
    event: Any,
    context: Context,
    listener: Any,
) -> None:
    relay = relay_for(databases, publisher)
    relay.wake = lambda: None  # type: ignore[method-assign]
    async with relay:
        await asyncio.sleep(0.2)
        await rows.send(event(), context=context)
        assert len(await listener(1)) == 1


async def test_two_relays_share_the_partitions_and_one_takes_over(
    databases: Databases,
    publisher: Publisher,
    rows: Any,
    event: Any,
    context: Context,
    listener: Any,
) -> None:
    held = """select pid, count(*) as n from pg_locks
        where locktype = 'advisory' and granted group by pid"""
    async with relay_for(databases, publisher):
        async with relay_for(databases, publisher):
            async with asyncio.timeout(10):
                while [row["n"] for row in await rows.all(held)] != [PARTITIONS // 2] * 2:
                    await asyncio.sleep(0.1)
            await rows.send(*(event() for _ in range(50)), context=context)
            await listener(50)
        await rows.send(*(event() for _ in range(50)), context=context)
        await listener(50)
        async with asyncio.timeout(10):
            while [row["n"] for row in await rows.all(held)] != [PARTITIONS]:
                await asyncio.sleep(0.1)
    await until_left(rows, 0)


async def test_a_relay_that_loses_its_database_connection_comes_back(
    databases: Databases,
    publisher: Publisher,
    rows: Any,
    event: Any,
    context: Context,
    listener: Any,
) -> None:
    async with relay_for(databases, publisher):
        await rows.send(event(), context=context)
        await listener(1)
        await rows.run(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'hirewire-jobs-relay'"
        )
        await rows.send(event(), context=context)
        assert len(await listener(1)) == 1


async def test_a_relay_waits_for_a_broker_that_is_not_there(
    databases: Databases, rows: Any, event: Any, context: Context
) -> None:
    nowhere = Publisher("amqp://guest:guest@127.0.0.1:1/", "test", Metrics("jobs"))
    async with nowhere.link, relay_for(databases, nowhere):
        await rows.send(event(), context=context)
        await asyncio.sleep(0.5)

    assert await rows.count("outbox") == 1

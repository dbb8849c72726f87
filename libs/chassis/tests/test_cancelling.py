"""A message for later can be withdrawn, and whoever withdrew it can rely on that."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aio_pika
import hirewire_jobs
import pytest
from hirewire_chassis import Context, Database
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.migrations import migrations_folder, upgrade
from hirewire_chassis.publisher import Publisher
from hirewire_chassis.relay import Relay
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.topology import EVENTS

LATER = timedelta(hours=1)


@pytest.fixture
async def remind(database: Database, context: Context, event: Any) -> Any:
    """Something to be told later, under a key."""

    async def remind(key: str, after: timedelta = LATER) -> None:
        async with database.transaction(context) as tx:
            tx.send(event(), at=tx.now + after, key=key)

    return remind


async def cancel(database: Database, context: Context, key: str) -> int:
    async with database.transaction(context) as tx:
        return await tx.cancel(key)


async def test_what_is_cancelled_is_gone_and_the_rest_stays(
    database: Database, context: Context, rows: Any, remind: Any
) -> None:
    for key in ("interview 1", "interview 1", "interview 2"):
        await remind(key)

    assert await cancel(database, context, "interview 1") == 2
    assert await cancel(database, context, "interview 1") == 0
    assert await cancel(database, context, "interview 3") == 0

    assert [row["cancel_key"] for row in await rows.all("select * from outbox")] == ["interview 2"]


async def test_a_message_can_be_sent_and_cancelled_by_one_handler(
    database: Database, context: Context, rows: Any, event: Any
) -> None:
    async with database.transaction(context) as tx:
        tx.send(event(), at=tx.now + LATER, key="interview")
        tx.send(event(), at=tx.now + LATER)
        assert await tx.cancel("interview") == 1

    assert [row["cancel_key"] for row in await rows.all("select * from outbox")] == [None]


async def test_what_is_due_or_was_tried_is_not_promised_to_be_withdrawn(
    database: Database, context: Context, rows: Any, remind: Any
) -> None:
    await remind("due", timedelta(0))
    await remind("tried")
    await rows.run("update outbox set attempts = 1 where cancel_key = 'tried'")

    assert await cancel(database, context, "due") == 0
    assert await cancel(database, context, "tried") == 0
    assert await rows.count("outbox") == 2


async def test_a_handler_that_fails_has_cancelled_nothing(
    database: Database, context: Context, rows: Any, remind: Any
) -> None:
    await remind("interview")

    async def fail() -> None:
        async with database.transaction(context) as tx:
            assert await tx.cancel("interview") == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert await rows.count("outbox") == 1


@pytest.fixture
async def publisher(vhost: Vhost) -> AsyncIterator[Publisher]:
    publisher = Publisher(vhost.url, "test", Metrics("jobs"))
    async with publisher.link:
        await publisher.link.up.wait()
        yield publisher


async def test_a_message_that_falls_due_while_it_is_cancelled_is_not_sent(
    databases: Databases,
    database: Database,
    vhost: Vhost,
    publisher: Publisher,
    rows: Any,
    remind: Any,
    context: Context,
) -> None:
    """The relay sees the row until the cancelling transaction has committed."""
    due_soon = timedelta(seconds=1)
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        queue = await (await connection.channel()).declare_queue("test", durable=True)
        await queue.bind(EVENTS, "#")
        relay = Relay(databases.url_of("jobs"), "jobs", publisher, Metrics("jobs"))
        async with relay, asyncio.timeout(30):
            await relay.flushed()
            await remind("cancelled", due_soon)
            await remind("kept", due_soon)
            async with database.transaction(context) as tx:
                assert await tx.cancel("cancelled") == 1
                while await rows.count("outbox") > 1:
                    await asyncio.sleep(0.05)
            while await rows.count("outbox"):
                await asyncio.sleep(0.05)
        declared = await queue.declare()

    assert declared.message_count == 1


async def test_an_outbox_of_an_older_version_grows(
    databases: Databases,
    database: Database,
    context: Context,
    rows: Any,
    remind: Any,
    migrate: Any,
) -> None:
    await migrate(lambda op: op.drop_column("outbox", "cancel_key"), "nothing")

    folder = migrations_folder(hirewire_jobs)
    for _ in range(2):
        await asyncio.to_thread(upgrade, databases.admin_url, "jobs", folder)

    await remind("interview")
    assert await cancel(database, context, "interview") == 1
    [index] = await rows.all(
        "select indexdef from pg_indexes where indexname = 'outbox_cancel' and schemaname = 'jobs'"
    )
    assert "WHERE (cancel_key IS NOT NULL)" in index["indexdef"]

"""A whole process of a service on a real broker: retries, dead letters, drain and recovery."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import quote

import aio_pika
import pytest
from hirewire_chassis import (
    Context,
    OutageError,
    Outcome,
    Retry,
    Subscription,
    Transaction,
    TransientError,
    ladder,
)
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.senders import login_of
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import wrap
from hirewire_chassis.topology import COMMANDS, PARKED, dead_queue, work_queue
from hirewire_contracts.jobs import CreateJob, JobCreated
from hirewire_contracts.settlement import CommandSettled
from pydantic import SecretStr

QUEUE = work_queue("jobs", "commands")
NUL = (
    b'{"specversion":"1.0","id":"01997a10-0000-7000-8000-000000000001","source":"/foreign",'
    b'"type":"jobs.create_job.v1","time":"2026-11-20T09:30:00Z","data":{"job_id":'
    b'"01997a10-0000-7000-8000-000000000002","job":{"title":"a\\u0000b"}}}'
)
Handle = Callable[[CreateJob, Transaction], Awaitable[Outcome]]


class ProbeSettings(ServiceSettings):
    service: ClassVar[str] = "jobs"


async def ignore(_message: Any, _tx: Transaction) -> Outcome:
    return None


@asynccontextmanager
async def running(
    databases: Databases, url: str, handle: Handle, **options: Any
) -> AsyncIterator[Runtime]:
    settings = ProbeSettings(
        database_url=SecretStr(databases.url_of("jobs")), amqp_url=SecretStr(url), drain_seconds=3
    )
    subscriptions = (
        Subscription("commands", {CreateJob: handle}, **options),
        Subscription("events", {CommandSettled: ignore, JobCreated: ignore}),
    )
    async with Runtime(settings, subscriptions) as runtime:
        yield runtime


async def ready(runtime: Runtime) -> None:
    async with asyncio.timeout(15):
        while set((await runtime.readiness()).values()) != {"ok"}:
            await asyncio.sleep(0.02)


async def publish(url: str, body: bytes, key: str = CreateJob.type, **properties: Any) -> None:
    properties.setdefault("user_id", login_of(url))
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange(COMMANDS)
        await exchange.publish(aio_pika.Message(body, **properties), key)


async def until(check: Callable[[], Awaitable[bool]], seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while not await check():
            await asyncio.sleep(0.05)


async def test_a_transient_error_is_retried_until_it_works(
    databases: Databases, vhost: Vhost, rows: Any, event: Any, command: CreateJob, context: Context
) -> None:
    calls: list[int] = []

    async def flaky(command: CreateJob, tx: Transaction) -> Outcome:
        calls.append(1)
        if len(calls) < 3:
            raise TransientError("not yet", after=timedelta(milliseconds=250))
        tx.send(event(command.job_id))
        return None

    async with running(databases, vhost.url, flaky) as runtime:
        await ready(runtime)
        await publish(vhost.url, wrap(command, context).to_json())
        await until(lambda: has(rows, "inbox", 2))

    assert len(calls) == 3
    assert await rows.count("dead_letters") == 0
    assert set((await vhost.depths()).values()) == {0}


async def has(rows: Any, table: str, count: int) -> bool:
    return bool(await rows.count(table) == count)


async def test_an_exhausted_command_becomes_a_dead_letter_and_its_sender_is_told(
    databases: Databases, vhost: Vhost, rows: Any, command: CreateJob, context: Context
) -> None:
    async def never(_command: CreateJob, _tx: Transaction) -> Outcome:
        return Retry("the moon is wrong", after=timedelta(milliseconds=1))

    envelope = wrap(command, context)
    async with running(databases, vhost.url, never, attempts=3) as runtime:
        await ready(runtime)
        await publish(vhost.url, envelope.to_json(), message_id=str(envelope.id))
        await until(lambda: has(rows, "dead_letters", 1))
        await until(lambda: has(rows, "inbox", 1))

    [letter] = await rows.all("select * from dead_letters")
    assert letter["origin_queue"] == QUEUE
    assert letter["reason"] == "exhausted"
    assert letter["error_message"] == "the moon is wrong"
    assert letter["attempts"] == 3
    assert letter["raw"] == envelope.to_json()
    assert letter["envelope"] == json.loads(envelope.to_json())
    assert letter["message_id"] == str(envelope.id)
    assert letter["first_at"] <= letter["dead_at"]
    [heard] = await rows.all("select * from inbox")
    assert heard["handler"] == "events:chassis.command_settled"


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"not json at all \xff", CreateJob.type),
        (b"", CreateJob.type),
        (b"{}", CreateJob.type),
        (b"[" * 50_000, CreateJob.type),
        (NUL, CreateJob.type),
    ],
)
async def test_a_malformed_message_is_kept_as_it_came_and_the_queue_goes_on(
    databases: Databases,
    vhost: Vhost,
    rows: Any,
    event: Any,
    command: CreateJob,
    context: Context,
    body: bytes,
    key: str,
) -> None:
    async def create(command: CreateJob, tx: Transaction) -> Outcome:
        tx.send(event(command.job_id))
        return None

    async with running(databases, vhost.url, create) as runtime:
        await ready(runtime)
        await publish(vhost.url, body, key)
        await publish(vhost.url, wrap(command, context).to_json())
        await until(lambda: has(rows, "dead_letters", 1))
        await until(lambda: has(rows, "inbox", 2))

    [letter] = await rows.all("select * from dead_letters")
    assert letter["raw"] == body
    assert letter["reason"] == "undecodable"
    assert letter["attempts"] == 1
    assert set((await vhost.depths()).values()) == {0}


async def test_strange_headers_neither_stop_the_queue_nor_lose_the_message(
    databases: Databases, vhost: Vhost, rows: Any
) -> None:
    odd: dict[str, Any] = {
        "hirewire-attempt": "many",
        "hirewire-first-at": 7,
        "x-death": [{"a": 1}],
    }
    async with running(databases, vhost.url, ignore) as runtime:
        await ready(runtime)
        await publish(vhost.url, b"?", headers=odd)
        await until(lambda: has(rows, "dead_letters", 1))

    [letter] = await rows.all("select * from dead_letters")
    assert letter["attempts"] == 1


async def test_an_outage_keeps_messages_out_of_the_dead_letters(
    databases: Databases, vhost: Vhost, rows: Any, event: Any, command: CreateJob, context: Context
) -> None:
    away = asyncio.Event()
    away.set()
    calls: list[int] = []

    async def create(command: CreateJob, tx: Transaction) -> Outcome:
        calls.append(1)
        if away.is_set():
            raise OutageError("the database is away")
        tx.send(event(command.job_id))
        return None

    async with running(databases, vhost.url, create, attempts=1) as runtime:
        await ready(runtime)
        await publish(vhost.url, wrap(command, context).to_json())
        await until(lambda: called(calls, 4))
        assert (await runtime.readiness())["breaker"] == "open"
        away.clear()
        await until(lambda: has(rows, "inbox", 2))
        await ready(runtime)

    assert await rows.count("dead_letters") == 0


async def called(calls: list[int], times: int) -> bool:
    await asyncio.sleep(0)
    return len(calls) >= times


async def test_draining_finishes_what_runs_and_costs_no_delivery(
    databases: Databases, vhost: Vhost, rows: Any, event: Any, command: CreateJob, context: Context
) -> None:
    started = asyncio.Event()

    async def slow(command: CreateJob, tx: Transaction) -> Outcome:
        started.set()
        await asyncio.sleep(0.8)
        tx.send(event(command.job_id))
        return None

    async with running(databases, vhost.url, slow) as runtime:
        await ready(runtime)
        await publish(vhost.url, wrap(command, context).to_json())
        await started.wait()
        late = asyncio.create_task(published_late(runtime, vhost, b"late"))

    await late
    assert await rows.count("outbox") == 0
    assert (await vhost.depths())[work_queue("jobs", "events")] == 1
    assert await delivered(vhost) == [(b"late", False)]


async def published_late(runtime: Runtime, vhost: Vhost, body: bytes) -> None:
    while not runtime.draining:
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
    await publish(vhost.url, body)


async def delivered(vhost: Vhost) -> list[tuple[bytes, bool | None]]:
    """What is in the queue, and whether somebody was given it before."""
    found = []
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        queue = await (await connection.channel()).get_queue(QUEUE)
        while (message := await queue.get(fail=False, no_ack=True)) is not None:
            found.append((message.body, message.redelivered))
    return found


async def test_a_drain_that_runs_out_of_patience_gives_the_message_back(
    databases: Databases, vhost: Vhost, rows: Any, command: CreateJob, context: Context
) -> None:
    started = asyncio.Event()

    async def endless(_command: CreateJob, _tx: Transaction) -> Outcome:
        started.set()
        await asyncio.sleep(60)
        return None

    async with running(databases, vhost.url, endless, deadline=60) as runtime:
        await ready(runtime)
        await publish(vhost.url, wrap(command, context).to_json())
        await started.wait()

    assert await rows.count("inbox") == 0
    assert (await vhost.depths())[QUEUE] == 1


async def test_it_starts_without_a_broker_and_connects_when_there_is_one(
    databases: Databases, vhost: Vhost, rows: Any, event: Any, context: Context
) -> None:
    url = "amqp://jobs:nobody-listens@127.0.0.1:1/"
    async with running(databases, url, ignore) as runtime:
        state = await runtime.readiness()
        await rows.send(event(), context=context)
    assert state["database"] == "ok"
    assert state["publishing"] != "ok"
    assert await rows.count("outbox") == 1

    async with running(databases, vhost.url, ignore):
        await until(lambda: has(rows, "outbox", 0))


async def test_closed_connections_and_deleted_queues_are_made_anew(
    databases: Databases, vhost: Vhost, rows: Any, event: Any, command: CreateJob, context: Context
) -> None:
    async def create(command: CreateJob, tx: Transaction) -> Outcome:
        tx.send(event(command.job_id))
        return None

    async with running(databases, vhost.url, create) as runtime:
        await ready(runtime)
        await publish(vhost.url, wrap(command, context).to_json())
        await until(lambda: has(rows, "inbox", 2))
        await close_connections(vhost)
        await ready(runtime)
        await publish(vhost.url, wrap(command, context).to_json())
        await until(lambda: has(rows, "inbox", 4))
        await vhost.api("DELETE", f"queues/{vhost.name}/{QUEUE}")
        await until(lambda: published(vhost.url, wrap(command, context).to_json()), 30)
        await until(lambda: has(rows, "inbox", 6), 30)
        await vhost.api("DELETE", f"queues/{vhost.name}/{dead_queue('jobs')}")
        await until(lambda: is_there(vhost, dead_queue("jobs")), 30)
        await publish(vhost.url, b"poison")
        await until(lambda: has(rows, "dead_letters", 1), 30)


async def is_there(vhost: Vhost, queue: str) -> bool:
    return queue in {found["name"] for found in await vhost.api("GET", f"queues/{vhost.name}")}


async def close_connections(vhost: Vhost) -> None:
    async with asyncio.timeout(15):
        while not (found := await vhost.api("GET", f"vhosts/{vhost.name}/connections")):
            await asyncio.sleep(0.2)
    for connection in found:
        await vhost.api("DELETE", f"connections/{quote(connection['name'], safe='')}")


async def published(url: str, body: bytes) -> bool:
    """False while the queue is gone (the broker returns the message)."""
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel(on_return_raises=True)
        exchange = await channel.get_exchange(COMMANDS)
        try:
            await exchange.publish(aio_pika.Message(body, user_id=login_of(url)), CreateJob.type)
        except aio_pika.exceptions.DeliveryError:
            return False
    return True


async def test_a_message_that_kills_its_consumer_ends_as_a_dead_letter(
    databases: Databases, vhost: Vhost, rows: Any, command: CreateJob, context: Context
) -> None:
    """What a crash loop does, by rejecting as a crash does: past the delivery limit it is dead."""
    async with running(databases, vhost.url, ignore) as runtime:
        await ready(runtime)
    await publish(vhost.url, wrap(command, context).to_json())
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue(QUEUE)
        async with asyncio.timeout(20):
            while not (await vhost.depths())[dead_queue("jobs")]:
                delivery = await queue.get(fail=False)
                if delivery is not None:
                    await delivery.reject(requeue=True)
    async with running(databases, vhost.url, ignore) as runtime:
        await until(lambda: has(rows, "dead_letters", 1))
    labels = {"queue": QUEUE, "reason": "delivery_limit"}
    assert runtime.metrics.registry.get_sample_value("hirewire_dead_letters_total", labels) == 1

    [letter] = await rows.all("select * from dead_letters")
    assert letter["reason"] == "delivery_limit"
    assert letter["origin_queue"] == QUEUE
    assert (await vhost.depths())[dead_queue("jobs")] == 0


async def test_a_retry_whose_queue_is_gone_is_parked_and_blocks_nobody(vhost: Vhost) -> None:
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        exchange, key = ladder.way(timedelta(milliseconds=250), "hirewire.gone.commands.v1")
        await (await channel.get_exchange(exchange)).publish(aio_pika.Message(b"lost?"), key)
        await until(lambda: parked(vhost))


async def parked(vhost: Vhost) -> bool:
    return (await vhost.depths())[PARKED] == 1

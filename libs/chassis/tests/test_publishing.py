"""What stands in the way of publishing is seen, said, and costs nobody else anything."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

import pytest
from hirewire_chassis import Context, Database, Outcome, Retry, Subscription, Transaction, new_id
from hirewire_chassis.backlog import Backlog
from hirewire_chassis.broker_users import (
    BrokerUser,
    Permissions,
    ensure_users,
    service_permissions,
)
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.publisher import BlockedError, Parcel, Publisher, UnavailableError
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.testing.broker import BrokerAddress, Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import wrap
from hirewire_chassis.topology import COMMANDS, EVENTS
from hirewire_contracts.jobs import CreateJob, JobCreated
from hirewire_local.rabbitmq import RabbitNode
from pydantic import SecretStr


class ProbeSettings(ServiceSettings):
    service: ClassVar[str] = "jobs"


@asynccontextmanager
async def running(databases: Databases, url: str, **handlers: Any) -> AsyncIterator[Runtime]:
    settings = ProbeSettings(
        database_url=SecretStr(databases.url_of("jobs")), amqp_url=SecretStr(url)
    )
    table = (
        Subscription("commands", {CreateJob: handlers.get("handle", ignore)}),
        Subscription("events", {JobCreated: ignore}),
    )
    async with Runtime(settings, table) as runtime:
        await until(lambda: says(runtime, "publishing", "ok"))
        await until(lambda: says(runtime, "consuming", "ok"))
        yield runtime


async def ignore(_message: Any, _tx: Transaction) -> Outcome:
    return None


async def until(check: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not await check():
            await asyncio.sleep(0.05)


async def says(runtime: Runtime, part: str, words: str) -> bool:
    return words in (await runtime.readiness())[part]


async def left(rows: Any, count: int) -> bool:
    return bool(await rows.count("outbox") == count)


@asynccontextmanager
async def alarmed(node: RabbitNode) -> AsyncIterator[None]:
    """The broker blocks whoever publishes."""
    await node.ctl("set_vm_memory_high_watermark", "absolute", "1MB")
    try:
        yield
    finally:
        await node.ctl("set_vm_memory_high_watermark", "0.4")


async def test_an_alarm_is_said_and_costs_no_message_its_credit(
    databases: Databases,
    vhost: Vhost,
    rabbit_node: RabbitNode,
    rows: Any,
    event: Any,
    command: CreateJob,
    context: Context,
) -> None:
    blocked, calls = asyncio.Event(), list[int]()

    async def once_more(_command: CreateJob, _tx: Transaction) -> Outcome:
        calls.append(1)
        await blocked.wait()
        return Retry("not yet", after=timedelta(milliseconds=1)) if len(calls) == 1 else None

    async with running(databases, vhost.url, handle=once_more) as runtime:
        sent = wrap(command, context)
        await runtime.publisher.publish(
            Parcel(COMMANDS, CreateJob.type, sent.to_json(), str(sent.id))
        )
        async with alarmed(rabbit_node):
            await rows.send(event(), context=context)
            await until(lambda: says(runtime, "publishing", "blocked"))
            with pytest.raises(BlockedError):
                await runtime.publisher.publish(parcel(COMMANDS))
            [before] = await rows.all("select attempts from outbox")
            blocked.set()
            await asyncio.sleep(3)
            assert len(calls) == 1, "a message that must wait was given back and came again"
            [row] = await rows.all("select attempts from outbox")
            assert row == before, "what cannot be sent was tried all the same"
        await until(lambda: left(rows, 0))
        assert (await runtime.readiness())["publishing"] == "ok"
        await until(lambda: taken(rows, 2))
    assert len(calls) == 2
    assert await rows.count("dead_letters") == 0


async def taken(rows: Any, count: int) -> bool:
    return bool(await rows.count("inbox") == count)


def parcel(exchange: str, key: str = CreateJob.type) -> Parcel:
    return Parcel(exchange, key, b"{}", str(new_id()))


@pytest.fixture
async def publisher(vhost: Vhost) -> AsyncIterator[Publisher]:
    publisher = Publisher(vhost.url, "test", Metrics("jobs"))
    async with publisher.link:
        await publisher.link.up.wait()
        yield publisher


async def test_a_missing_exchange_disturbs_nobody_else(publisher: Publisher, vhost: Vhost) -> None:
    queue = {"durable": True, "arguments": {"x-queue-type": "quorum"}}
    await vhost.api("PUT", f"queues/{vhost.name}/all", queue)
    await vhost.api("POST", f"bindings/{vhost.name}/e/{EVENTS}/q/all", {"routing_key": "#"})
    lost = 0

    async def stray() -> None:
        nonlocal lost
        for _ in range(20):
            with pytest.raises(UnavailableError, match="no exchange 'absent'"):
                await publisher.publish(parcel("absent"))
            lost += 1

    async def others() -> int:
        sent = 0
        while lost < 20:
            await publisher.publish(parcel(EVENTS, "jobs.job_created.v1"))
            sent += 1
        return sent

    _, sent = await asyncio.gather(stray(), others())
    assert (await vhost.depths())["all"] == sent > 20
    assert "no exchange 'absent'" in await publisher.state()
    assert publisher.link.up.is_set()


async def test_a_refusal_that_nobody_meets_any_more_is_forgotten(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator has deleted the message that went nowhere."""
    monkeypatch.setattr("hirewire_chassis.publisher._REFUSAL_SECONDS", 0.5)
    with pytest.raises(UnavailableError, match="no exchange 'absent'"):
        await publisher.publish(parcel("absent"))
    async with asyncio.timeout(5):
        while await publisher.state() != "ok":
            await asyncio.sleep(0.1)


async def test_a_right_that_was_taken_away_is_named(
    databases: Databases, vhost: Vhost, broker_address: BrokerAddress, rows: Any, event: Any,
    context: Context,
) -> None:  # fmt: skip
    user = BrokerUser("hirewire_jobs", "for-tests", service_permissions("jobs"))
    await ensure_users(broker_address.management_url, vhost.name, [user])
    async with running(databases, with_login(vhost.url, user)) as runtime:
        own = Permissions(r"^hirewire\.jobs\..*$", r"^hirewire\.jobs\..*$", ".*")
        stripped = BrokerUser(user.name, user.password, own)
        await ensure_users(broker_address.management_url, vhost.name, [stripped])
        await rows.send(event(), context=context)
        await until(lambda: says(runtime, "publishing", "access to exchange 'hirewire.events'"))
        assert (await runtime.readiness())["consuming"] == "ok"

        await ensure_users(broker_address.management_url, vhost.name, [user])
        await until(lambda: left(rows, 0))
        await until(lambda: says(runtime, "publishing", "ok"))


def with_login(url: str, user: BrokerUser) -> str:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user.name}:{user.password}@{place}"))


async def test_the_backlog_counts_rows_and_since_when_the_oldest_has_been_due(
    database: Database, rows: Any, event: Any, context: Context
) -> None:
    metrics = Metrics("jobs")
    backlog = Backlog(database, metrics)
    await backlog.measure()
    assert (backlog.rows, seconds(metrics)) == (0, 0)

    await rows.send(event(), event(), event(), context=context)
    await rows.run("update outbox set available_at = now() + interval '1 day' where id = 1")
    await rows.run("update outbox set created_at = now() - interval '1 minute' where id = 2")
    await rows.run(
        "update outbox set attempts = 3, created_at = now() - interval '1 hour',"
        " available_at = now() + interval '9 seconds' where id = 3"
    )
    await backlog.measure()
    assert backlog.rows == 3
    assert 3600 <= seconds(metrics) < 3660


def seconds(metrics: Metrics) -> float:
    return metrics.registry.get_sample_value("hirewire_outbox_oldest_seconds") or 0.0

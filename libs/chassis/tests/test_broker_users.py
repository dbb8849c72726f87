"""What a service may do at the broker, and what not (of programs: tests/interop)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote, urlsplit

import aio_pika
import pytest
from aio_pika.exceptions import AMQPError, ChannelClosed, DeliveryError
from hirewire_chassis.broker_users import (
    BrokerUser,
    ensure_users,
    service_permissions,
    service_topics,
    service_users,
)
from hirewire_chassis.ids import new_id
from hirewire_chassis.ladder import LEVELS, exactly
from hirewire_chassis.testing.broker import BrokerAddress, Vhost
from hirewire_chassis.topology import (
    ANSWERS,
    COMMANDS,
    DEAD,
    QUESTIONS,
    RETURN,
    declare,
    service_topology,
)
from hirewire_contracts.jobs import CreateJob

QUORUM = {"x-queue-type": "quorum"}


async def login(
    vhost: Vhost, address: BrokerAddress, user: BrokerUser
) -> aio_pika.abc.AbstractConnection:
    await ensure_users(address.management_url, vhost.name, [user])
    parts = urlsplit(address.amqp_url)
    where = f"{parts.hostname}:{parts.port}/{quote(vhost.name, safe='')}"
    return await aio_pika.connect(f"amqp://{user.name}:{user.password}@{where}")


@pytest.fixture
async def jobs(
    vhost: Vhost, broker_address: BrokerAddress
) -> AsyncIterator[aio_pika.abc.AbstractConnection]:
    name, topics = f"jobs-{new_id().hex}", service_topics("jobs")
    user = BrokerUser(name, "secret", service_permissions("jobs"), topics)
    async with await login(vhost, broker_address, user) as connection:
        yield connection
    await vhost.api("DELETE", f"users/{user.name}")


async def test_a_service_declares_its_queues_and_publishes(
    jobs: aio_pika.abc.AbstractConnection,
) -> None:
    channel = await jobs.channel(on_return_raises=True)
    await declare(channel, service_topology("jobs", {"commands": [CreateJob]}))

    exchange = await channel.get_exchange(COMMANDS, ensure=False)
    await exchange.publish(aio_pika.Message(b"{}"), CreateJob.type)

    queue = await channel.get_queue("hirewire.jobs.commands.v1")
    assert queue.declaration_result.message_count in {0, 1}
    assert (await queue.get(no_ack=True)).body == b"{}"


@pytest.mark.parametrize("queue", ["hirewire.gateway.views.v1", "anything", "hirewire.parked"])
async def test_a_service_neither_declares_nor_reads_what_is_not_its_own(
    jobs: aio_pika.abc.AbstractConnection, vhost: Vhost, queue: str
) -> None:
    admin = await aio_pika.connect(vhost.url)
    async with admin:
        await (await admin.channel()).declare_queue(queue, durable=True, arguments=QUORUM)
    with pytest.raises(ChannelClosed, match="ACCESS_REFUSED"):
        await (await jobs.channel()).declare_queue(queue, durable=True, arguments=QUORUM)
    reading = await (await jobs.channel()).get_queue(queue, ensure=False)
    with pytest.raises(AMQPError, match="ACCESS_REFUSED"):
        await reading.get()


@pytest.mark.parametrize("exchange", [RETURN, "", "amq.topic", "hirewire.unrouted"])
async def test_a_service_publishes_to_the_shared_exchanges_only(
    jobs: aio_pika.abc.AbstractConnection, exchange: str
) -> None:
    channel = await jobs.channel(on_return_raises=True)
    target = (
        await channel.get_exchange(exchange, ensure=False) if exchange else channel.default_exchange
    )
    with pytest.raises((AMQPError, RuntimeError), match=r"ACCESS_REFUSED|closed"):
        await target.publish(aio_pika.Message(b"{}"), "hirewire.gateway.views.v1", timeout=3)


NEAREST = "hirewire.delay.00"
STRAIGHT = ".".join("0" * LEVELS)


@pytest.mark.parametrize(
    ("exchange", "key"),
    [
        (NEAREST, f"{STRAIGHT}.hirewire.matching.commands.v1"),
        (NEAREST, f"{STRAIGHT}.hirewire.jobs.hirewire.matching.commands.v1"),
        (NEAREST, f"{STRAIGHT}.hirewire.jobs.commands.v1.hirewire.matching.commands.v1"),
        (DEAD, "hirewire.matching.commands.v1"),
        (QUESTIONS, "hirewire.matching.questions.v1"),
        (ANSWERS, "hirewire.gateway.views.v1"),
    ],
)
async def test_a_service_sends_nothing_back_into_the_queues_of_others(
    jobs: aio_pika.abc.AbstractConnection, exchange: str, key: str
) -> None:
    channel = await jobs.channel(on_return_raises=True)
    target = await channel.get_exchange(exchange, ensure=False)
    with pytest.raises((AMQPError, RuntimeError), match=r"ACCESS_REFUSED|closed"):
        await target.publish(aio_pika.Message(b"{}"), key, timeout=3)


@pytest.mark.parametrize(
    ("exchange", "key"),
    [
        (RETURN, "#.hirewire.matching.commands.v1"),
        (RETURN, "#"),
        (DEAD, "hirewire.#"),
        (QUESTIONS, "hirewire.matching.questions.v1"),
        (ANSWERS, "#"),
    ],
)
async def test_a_service_binds_to_nothing_that_is_meant_for_others(
    jobs: aio_pika.abc.AbstractConnection, exchange: str, key: str
) -> None:
    channel = await jobs.channel()
    queue = await channel.declare_queue("hirewire.jobs.x.v1", durable=True, arguments=QUORUM)
    with pytest.raises(ChannelClosed, match="ACCESS_REFUSED"):
        await queue.bind(exchange, key)


async def test_a_service_replays_into_its_own_queue(
    jobs: aio_pika.abc.AbstractConnection,
) -> None:
    channel = await jobs.channel(on_return_raises=True)
    await declare(channel, service_topology("jobs", {"commands": [CreateJob]}))
    exchange, key = exactly(timedelta(0), "hirewire.jobs.commands.v1")

    target = await channel.get_exchange(exchange, ensure=False)
    await target.publish(aio_pika.Message(b"back"), key)

    queue = await channel.get_queue("hirewire.jobs.commands.v1")
    assert (await queue.get(no_ack=True)).body == b"back"


async def test_only_the_gateway_asks(vhost: Vhost, broker_address: BrokerAddress) -> None:
    [asks, answers] = service_users({"gateway": "one", "jobs": "two"})
    refusals = []
    for user in (asks, answers):
        unique = replace(user, name=f"{user.name}-{new_id().hex}")
        async with await login(vhost, broker_address, unique) as connection:
            channel = await connection.channel(on_return_raises=True)
            exchange = await channel.get_exchange(QUESTIONS, ensure=False)
            with pytest.raises((AMQPError, RuntimeError)) as refused:
                await exchange.publish(aio_pika.Message(b"{}"), "hirewire.jobs.questions.v1")
            refusals.append(isinstance(refused.value, DeliveryError))
        await vhost.api("DELETE", f"users/{unique.name}")
    assert refusals == [True, False], "the one has nobody to ask here, the other may not ask"

"""What a service or a foreign program may do at the broker, and what not."""

from collections.abc import AsyncIterator
from urllib.parse import quote, urlsplit

import aio_pika
import pytest
from aio_pika.exceptions import AMQPError, ChannelClosed, DeliveryError
from hirewire_chassis.broker_users import (
    BrokerUser,
    ensure_users,
    foreign_permissions,
    service_permissions,
)
from hirewire_chassis.ids import new_id
from hirewire_chassis.testing.broker import BrokerAddress, Vhost
from hirewire_chassis.topology import COMMANDS, EVENTS, RETURN, declare, service_topology
from hirewire_contracts.jobs import CreateJob, JobCreated

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
    user = BrokerUser(f"jobs-{new_id().hex}", "secret", service_permissions("jobs"))
    async with await login(vhost, broker_address, user) as connection:
        yield connection
    await vhost.api("DELETE", f"users/{user.name}")


@pytest.fixture
async def foreign(
    vhost: Vhost, broker_address: BrokerAddress
) -> AsyncIterator[aio_pika.abc.AbstractConnection]:
    user = BrokerUser(f"crawler-{new_id().hex}", "secret", foreign_permissions("crawler"))
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


async def test_a_foreign_program_publishes_commands_and_hears_events_and_no_more(
    foreign: aio_pika.abc.AbstractConnection, vhost: Vhost
) -> None:
    admin = await aio_pika.connect(vhost.url)
    async with admin:
        setup = await admin.channel()
        await declare(setup, service_topology("jobs", {"commands": [CreateJob]}))
        channel = await foreign.channel(on_return_raises=True)
        own = await channel.declare_queue("foreign.crawler.events", durable=True, arguments=QUORUM)
        await own.bind(EVENTS, JobCreated.type)
        commands = await channel.get_exchange(COMMANDS, ensure=False)
        await commands.publish(aio_pika.Message(b"{}"), CreateJob.type)
        await (await setup.get_exchange(EVENTS)).publish(aio_pika.Message(b"e"), JobCreated.type)
        assert (await own.get(timeout=5)).body == b"e"

    events = await channel.get_exchange(EVENTS, ensure=False)
    with pytest.raises((DeliveryError, AMQPError, RuntimeError), match=r"ACCESS_REFUSED|closed"):
        await events.publish(aio_pika.Message(b"forged"), JobCreated.type, timeout=3)
    reading = await (await foreign.channel()).get_queue("hirewire.jobs.commands.v1", ensure=False)
    with pytest.raises(AMQPError, match="ACCESS_REFUSED"):
        await reading.get()

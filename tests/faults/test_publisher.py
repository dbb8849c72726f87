"""A publishing connection that confirms nothing any more is made anew, unless it is blocked."""

import asyncio
import random
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aio_pika
import pytest
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.publisher import Parcel, Publisher, UnavailableError
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.topology import EVENTS

from tests.faults.proxy import Proxy

QUEUE = "test.events"
PARCEL = Parcel(EVENTS, "jobs.job_created.v1", b"{}", "an id")


@pytest.fixture
async def proxy(vhost: Vhost) -> AsyncIterator[Proxy]:
    parts = urlsplit(vhost.url)
    proxy = Proxy(parts.hostname or "", parts.port or 0, random.Random(1))  # noqa: S311 - replayable
    await proxy.start()
    yield proxy
    await proxy.stop()


@pytest.fixture
async def publisher(vhost: Vhost, proxy: Proxy) -> AsyncIterator[Publisher]:
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        arguments = {"x-queue-type": "quorum", "x-overflow": "reject-publish"}
        queue = await channel.declare_queue(QUEUE, durable=True, arguments=arguments)
        await queue.bind(EVENTS, "#")
    url = vhost.url.replace(f":{urlsplit(vhost.url).port}/", f":{proxy.port}/")
    publisher = Publisher(url, "test", Metrics("jobs"))
    async with publisher.link:
        await publisher.link.up.wait()
        yield publisher


async def confirmed(publisher: Publisher) -> bool:
    try:
        await publisher.publish(PARCEL)
    except UnavailableError:
        await asyncio.sleep(0.2)
        return False
    return True


async def test_a_silent_connection_is_replaced(publisher: Publisher, proxy: Proxy) -> None:
    assert await confirmed(publisher)
    proxy.swallow()
    assert not await confirmed(publisher)
    async with asyncio.timeout(30):
        while not await confirmed(publisher):
            pass
    assert proxy.accepted == 2


async def test_a_queue_that_was_full_and_is_not_any_more_is_noticed(
    publisher: Publisher, vhost: Vhost
) -> None:
    """RabbitMQ 3.10 goes on refusing on a channel when the limit itself was taken away."""
    policy = f"policies/{vhost.name}/small"
    limit = {"pattern": QUEUE, "definition": {"max-length": 2}, "apply-to": "queues"}
    await vhost.api("PUT", policy, limit)
    async with asyncio.timeout(10):
        while await confirmed(publisher):
            pass
    await vhost.api("DELETE", policy)
    async with asyncio.timeout(30):
        while not await confirmed(publisher):
            pass


async def test_an_unroutable_message_costs_no_connection(
    publisher: Publisher, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hirewire_chassis.publisher._PATIENCE_SECONDS", 1)
    nowhere = Parcel("hirewire.commands", "jobs.create_job.v1", b"{}", "an id")
    for _ in range(7):
        with pytest.raises(UnavailableError, match="NO_ROUTE"):
            await publisher.publish(nowhere)
        await asyncio.sleep(1)
    assert proxy.accepted == 1


async def test_a_publish_that_its_connection_leaves_behind_says_so(
    publisher: Publisher, proxy: Proxy
) -> None:
    """A CancelledError of the library's would end whoever publishes, without a word."""
    proxy.swallow(up=False)
    publishing = asyncio.create_task(publisher.publish(PARCEL))
    await asyncio.sleep(0.2)
    await publisher.link.__aexit__(None, None, None)
    with pytest.raises(UnavailableError):
        await publishing

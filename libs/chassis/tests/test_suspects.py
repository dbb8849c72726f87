"""What was delivered before may have killed its worker: it must not take the others along."""

import asyncio
import json

import aio_pika
from aio_pika.abc import AbstractIncomingMessage
from hirewire_chassis import Context, Outcome, Subscription, Transaction, new_id
from hirewire_chassis.consumer import Consumer
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.processing import Processor
from hirewire_chassis.publisher import Publisher
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import wrap
from hirewire_chassis.topology import COMMANDS, declare, service_topology, work_queue
from hirewire_contracts.jobs import CreateJob, JobDetails

MESSAGES = 12


async def test_redelivered_messages_are_handled_alone_and_by_lot(
    databases: Databases, vhost: Vhost, context: Context
) -> None:
    at_once = 0
    most_at_once = 0
    order: list[int] = []

    async def handle(command: CreateJob, _tx: Transaction) -> Outcome:
        nonlocal at_once, most_at_once
        at_once += 1
        most_at_once = max(most_at_once, at_once)
        await asyncio.sleep(0.01)
        at_once -= 1
        order.append(int(command.job.title))
        return None

    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        await declare(channel, service_topology("jobs", {"commands": [CreateJob]}))
        exchange = await channel.get_exchange(COMMANDS)
        for number in range(MESSAGES):
            body = a_command(number, context)
            await exchange.publish(aio_pika.Message(body, user_id=vhost.login), CreateJob.type)
        await die_with_all(vhost)
        subscription = Subscription("commands", {CreateJob: handle}, prefetch=MESSAGES)
        metrics = Metrics("jobs")
        processor = Processor(databases.of("jobs"), subscription, metrics)
        consumer = Consumer(subscription, processor, Publisher(vhost.url, "test", metrics), metrics)
        arrived = noting_arrivals(consumer)
        await consumer.open(connection)
        async with asyncio.timeout(15):
            while len(order) < MESSAGES:
                await asyncio.sleep(0.02)
        await consumer.cancel()
        await consumer.wait()

    assert most_at_once == 1
    assert sorted(order) == list(range(MESSAGES))
    assert sorted(arrived) == sorted(order)
    assert order != arrived, "one place in the queue would always be the last one's"


def noting_arrivals(consumer: Consumer) -> list[int]:
    """The numbers of what comes, in the order in which the queue sends it."""
    arrived: list[int] = []
    accept = consumer._accept

    async def note(delivery: AbstractIncomingMessage) -> None:
        arrived.append(int(json.loads(delivery.body)["data"]["job"]["title"]))
        await accept(delivery)

    consumer._accept = note  # type: ignore[method-assign]
    return arrived


def a_command(number: int, context: Context) -> bytes:
    command = CreateJob(job_id=new_id(), job=JobDetails(title=str(number)))
    return wrap(command, context).to_json()


async def die_with_all(vhost: Vhost) -> None:
    """What a worker does that is killed with a full hand."""
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue(work_queue("jobs", "commands"))
        for _ in range(MESSAGES):
            assert await queue.get(timeout=5) is not None

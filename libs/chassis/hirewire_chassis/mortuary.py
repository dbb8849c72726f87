"""Consumes a service's dead-letter queue; while the database is away, the queue just holds."""

import asyncio

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage, AbstractQueue

from hirewire_chassis.dead_letters import Letter, record
from hirewire_chassis.headers import DEATH_ID
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.senders import Guard
from hirewire_chassis.topology import dead_queue
from hirewire_chassis.transaction import Database

log = structlog.get_logger(__name__)


class DeadLetterConsumer:
    """One row per dead letter, then the ack."""

    def __init__(self, database: Database, metrics: Metrics, guard: Guard) -> None:
        self._database = database
        self._metrics = metrics
        self._present = metrics.consumers.labels(dead_queue(database.service))
        self._queue: AbstractQueue | None = None
        self._guard = guard

    async def open(self, connection: AbstractConnection) -> AbstractChannel:
        channel = connection.channel(publisher_confirms=False)
        await channel.initialize()
        await channel.set_qos(prefetch_count=1)
        self._queue = await channel.get_queue(dead_queue(self._database.service), ensure=True)
        await self._queue.consume(self._accept, no_ack=False)
        self._present.set(1)
        return channel

    async def check(self) -> None:
        """Raises when the queue is gone or the broker does not know us any more."""
        if self._queue is None:
            return
        declared = await self._queue.declare(timeout=5)
        if not declared.consumer_count:
            self._present.set(0)
            raise ConnectionError(f"{self._queue.name} has no consumer")

    async def _accept(self, delivery: AbstractIncomingMessage) -> None:
        try:
            letter = Letter.of(delivery, self._guard)
            await record(self._database, letter)
            self._count(delivery, letter)
        except Exception as error:  # noqa: BLE001 - a dead letter must never die again
            log.warning("dead letter not recorded yet", error=str(error))
            await asyncio.sleep(2)
            await settle(delivery, keep=True)
        else:
            await settle(delivery, keep=False)

    def _count(self, delivery: AbstractIncomingMessage, letter: Letter) -> None:
        """Those that the broker gave up; ours were counted when they were buried."""
        if DEATH_ID not in delivery.headers:
            self._metrics.dead.labels(letter.origin_queue, letter.reason).inc()


async def settle(delivery: AbstractIncomingMessage, *, keep: bool) -> None:
    """Back into the queue or out of it; on a broken channel the broker decides."""
    try:
        await (delivery.reject(requeue=True) if keep else delivery.ack())
    except (aio_pika.exceptions.AMQPError, OSError, RuntimeError) as error:
        log.info("settled too late", error=str(error))

"""Consumes a service's dead-letter queue; while the database is away, the queue just holds."""

import asyncio

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage

from hirewire_chassis.dead_letters import Letter, record
from hirewire_chassis.topology import dead_queue
from hirewire_chassis.transaction import Database

log = structlog.get_logger(__name__)


class DeadLetterConsumer:
    """One row per dead letter, then the ack."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, connection: AbstractConnection) -> AbstractChannel:
        channel = connection.channel(publisher_confirms=False)
        await channel.initialize()
        await channel.set_qos(prefetch_count=1)
        queue = await channel.get_queue(dead_queue(self._database.service), ensure=True)
        await queue.consume(self._accept, no_ack=False)
        return channel

    async def _accept(self, delivery: AbstractIncomingMessage) -> None:
        try:
            await record(self._database, Letter.of(delivery))
        except Exception as error:  # noqa: BLE001 - a dead letter must never die again
            log.warning("dead letter not recorded yet", error=str(error))
            await asyncio.sleep(2)
            await _settle(delivery, keep=True)
        else:
            await _settle(delivery, keep=False)


async def _settle(delivery: AbstractIncomingMessage, *, keep: bool) -> None:
    try:
        await (delivery.reject(requeue=True) if keep else delivery.ack())
    except (aio_pika.exceptions.AMQPError, OSError, RuntimeError) as error:
        log.info("settled too late", error=str(error))

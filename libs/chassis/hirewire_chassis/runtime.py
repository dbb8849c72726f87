"""A running process of a service: database, relay, publisher and consumers, wired and drained."""

import asyncio
import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection
from sqlalchemy.exc import SQLAlchemyError

from hirewire_chassis.blobs import BlobStore
from hirewire_chassis.claims import Claims
from hirewire_chassis.consumer import Consumer
from hirewire_chassis.link import Link
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.mortuary import DeadLetterConsumer
from hirewire_chassis.process import Process
from hirewire_chassis.process_watch import ProcessWatch
from hirewire_chassis.processing import Processor
from hirewire_chassis.publisher import Publisher
from hirewire_chassis.relay import Relay
from hirewire_chassis.scheduler import Scheduler
from hirewire_chassis.schedules import Schedule
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.subscription import Subscription
from hirewire_chassis.topology import declare, service_topology
from hirewire_chassis.transaction import Database

_FLUSH_SECONDS = 5
log = structlog.get_logger(__name__)


class Runtime:
    """Enter it and the service works; leave it and it drains.

    It starts without a broker, accepts what goes into the outbox, and connects when it can.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        subscriptions: Sequence[Subscription],
        schedules: Sequence[Schedule] = (),
        processes: Sequence[Process[Any]] = (),
    ) -> None:
        self.draining = False
        self.metrics = Metrics(settings.service)
        database_url = settings.database_url.get_secret_value()
        amqp_url = settings.amqp_url.get_secret_value()
        name = f"{settings.service}/{os.getpid()}"
        self.database = Database(database_url, settings.service, pool_size=settings.pool_size)
        self.publisher = Publisher(amqp_url, name, self.metrics)
        claims = Claims(BlobStore(settings.blobs_url)) if settings.blobs_url else None
        self._claims = claims
        sending = claims if settings.claim_check else None
        self.relay = Relay(database_url, settings.service, self.publisher, self.metrics, sending)
        self.database.on_sent = self.relay.wake
        self.consumers = [self._consumer(subscription) for subscription in subscriptions]
        self._scheduler = Scheduler(self.database, schedules, self.metrics)
        self._watch = ProcessWatch(self.database, processes, self.metrics)
        self._dead_letters = DeadLetterConsumer(self.database)
        self._subscriptions = subscriptions
        self._drain_seconds = settings.drain_seconds
        self._consuming = Link(amqp_url, f"{name}/consume", self._open, self._check)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._stack.push_async_callback(self.database.close)
        await self._stack.enter_async_context(self.publisher.link)
        await self._stack.enter_async_context(self.relay)
        await self._stack.enter_async_context(self._consuming)
        await self._stack.enter_async_context(self._scheduler)
        await self._stack.enter_async_context(self._watch)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._drain()
        await self._stack.aclose()

    async def readiness(self) -> Mapping[str, str]:
        return {
            "database": await self._database_state(),
            "consuming": _state(self._consuming),
            "publishing": _state(self.publisher.link),
            "breaker": "open" if any(c.breaker.is_open for c in self.consumers) else "ok",
            "drain": "draining" if self.draining else "ok",
        }

    def _consumer(self, subscription: Subscription) -> Consumer:
        processor = Processor(self.database, subscription, self.metrics, self._claims)
        return Consumer(subscription, processor, self.publisher, self.metrics)

    async def _open(self, connection: AbstractConnection) -> Iterable[AbstractChannel]:
        setup = connection.channel()
        await setup.initialize()
        queues = {sub.name: tuple(sub.handlers) for sub in self._subscriptions}
        await declare(setup, service_topology(self.database.service, queues))
        await setup.close()
        if self.draining:
            return ()
        channels = [await consumer.open(connection) for consumer in self.consumers]
        return (*channels, await self._dead_letters.open(connection))

    async def _check(self) -> None:
        for consumer in self.consumers:
            await consumer.check()

    async def _database_state(self) -> str:
        try:
            async with asyncio.timeout(1):
                await self.database.ping()
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            return type(error).__name__
        return "ok"

    async def _drain(self) -> None:
        """Not ready, take no more, finish what runs, send what waits."""
        self.draining = True
        for consumer in self.consumers:
            with contextlib.suppress(Exception):
                await consumer.cancel()
        waiting = asyncio.gather(*(consumer.wait() for consumer in self.consumers))
        try:
            async with asyncio.timeout(self._drain_seconds):
                await waiting
        except TimeoutError:
            log.warning("drain ran out of time")
            for consumer in self.consumers:
                consumer.abandon()
        if self.publisher.link.up.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_FLUSH_SECONDS):
                    await self.relay.flushed()


def _state(link: Link) -> str:
    return "ok" if link.up.is_set() else link.last_error

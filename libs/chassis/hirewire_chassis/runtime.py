"""A running process of a service: database, relay, publisher and consumers, wired and drained."""

import asyncio
import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection
from sqlalchemy.exc import SQLAlchemyError

from hirewire_chassis.answering import Answerer
from hirewire_chassis.backlog import Backlog
from hirewire_chassis.blobs import BlobStore
from hirewire_chassis.claims import Claims
from hirewire_chassis.consumer import Consumer
from hirewire_chassis.link import Link
from hirewire_chassis.loop_watch import LoopWatch
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.mortuary import DeadLetterConsumer
from hirewire_chassis.office import Office, Replies
from hirewire_chassis.process import Process
from hirewire_chassis.process_watch import ProcessWatch
from hirewire_chassis.processing import Processor
from hirewire_chassis.publisher import Publisher
from hirewire_chassis.relay import Relay
from hirewire_chassis.retention import chassis_duties
from hirewire_chassis.scheduler import Scheduler
from hirewire_chassis.schedules import Schedule
from hirewire_chassis.senders import Guard
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.subscription import Subscription
from hirewire_chassis.sweeping import Duty, Sweeper
from hirewire_chassis.topology import declare, service_topology
from hirewire_chassis.traces import Traces, traces_for
from hirewire_chassis.transaction import Database

_FLUSH_SECONDS = 5
log = structlog.get_logger(__name__)


class Runtime:
    """Enter it and the service works; leave it and it drains.

    It starts without a broker, accepts what goes into the outbox, and connects when it can.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - all that a process is wired of
        self,
        settings: ServiceSettings,
        subscriptions: Sequence[Subscription],
        schedules: Sequence[Schedule] = (),
        processes: Sequence[Process[Any]] = (),
        duties: Sequence[Duty] = (),
        traces: Traces | None = None,
        replies: Replies | None = None,
    ) -> None:
        self.draining = False
        self.metrics = Metrics(settings.service)
        self.traces = traces or traces_for(settings.service, settings.otlp_endpoint)
        database_url = settings.database_url.get_secret_value()
        amqp_url = settings.amqp_url.get_secret_value()
        name = f"{settings.service}/{os.getpid()}"
        self.database = Database(database_url, settings.service, pool_size=settings.pool_size)
        self.publisher = Publisher(amqp_url, name, self.metrics, self.traces)
        claims = Claims(BlobStore(settings.blobs_url)) if settings.blobs_url else None
        self._claims = claims
        sending = claims if settings.claim_check else None
        self.relay = Relay(database_url, settings.service, self.publisher, self.metrics, sending)
        self.database.on_sent = self.relay.wake
        self.consumers = [self._consumer(subscription) for subscription in subscriptions]
        self._scheduler = Scheduler(self.database, schedules, self.metrics)
        self._watch = ProcessWatch(self.database, processes, self.metrics)
        self.loop_watch = LoopWatch(self.metrics)
        self.backlog = Backlog(self.database, self.metrics)
        guard = Guard(self.publisher.login)
        self._dead_letters = DeadLetterConsumer(self.database, self.metrics, guard)
        every = timedelta(minutes=settings.sweep_minutes)
        swept = (*chassis_duties(settings), *duties)
        self.sweeper = Sweeper(self.database, swept, self.metrics, every)
        queues = tuple(consumer.queue_name for consumer in self.consumers)
        office = Office(self.database, self.publisher, queues, replies or {})
        self._answerer = Answerer(office)
        self._subscriptions = subscriptions
        self._drain_seconds = settings.drain_seconds
        self._consuming = Link(amqp_url, f"{name}/consume", self._open, self._check)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._stack.push_async_callback(asyncio.to_thread, self.traces.close)
        self._stack.push_async_callback(self.database.close)
        await self._stack.enter_async_context(self.loop_watch)
        await self._stack.enter_async_context(self.publisher.link)
        await self._stack.enter_async_context(self.relay)
        await self._stack.enter_async_context(self.backlog)
        await self._stack.enter_async_context(self._consuming)
        await self._stack.enter_async_context(self._scheduler)
        await self._stack.enter_async_context(self._watch)
        await self._stack.enter_async_context(self.sweeper)
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
            "publishing": await self.publisher.state(),
            "breaker": "open" if any(c.breaker.is_open for c in self.consumers) else "ok",
            "drain": "draining" if self.draining else "ok",
        }

    def _consumer(self, subscription: Subscription) -> Consumer:
        processor = Processor(self.database, subscription, self.metrics, self._claims, self.traces)
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
        answering = await self._answerer.open(connection)
        return (*channels, await self._dead_letters.open(connection), answering)

    async def _check(self) -> None:
        for consumer in self.consumers:
            await consumer.check()
        await self._dead_letters.check()

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

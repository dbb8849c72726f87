"""A queue's deliveries: each is processed and then settled, strictly after its commit."""

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Coroutine, Sequence
from typing import assert_never
from uuid import uuid4

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage, AbstractQueue

from hirewire_chassis import failpoints, ladder
from hirewire_chassis.breaker import Breaker
from hirewire_chassis.errors import PoisonError
from hirewire_chassis.group import GroupProcessor
from hirewire_chassis.headers import Trail, death_headers
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.processing import Dead, Done, Later, Processor, Settlement
from hirewire_chassis.publisher import BlockedError, Parcel, Publisher, UnavailableError
from hirewire_chassis.senders import FORGED, ForgedError, Guard, Sender
from hirewire_chassis.subscription import Subscription
from hirewire_chassis.topology import DEAD
from hirewire_chassis.traced_messages import parent_of

_UNEXPECTED_ATTEMPTS = 4
_BLOCKED_SECONDS = 1.0
_LANES = 4
_TOO_LATE = (aio_pika.exceptions.AMQPError, OSError, RuntimeError)
"""The channel is gone and the broker delivers again; the inbox knows what took effect."""
log = structlog.get_logger(__name__)


class Consumer:
    """Consumes one queue. Handlers run in tasks of ours, so a lost channel cuts none of them."""

    def __init__(
        self,
        subscription: Subscription,
        processor: Processor,
        publisher: Publisher,
        metrics: Metrics,
    ) -> None:
        self.queue_name = processor.queue
        self.breaker = Breaker(lambda is_open: metrics.paused.labels(self.queue_name).set(is_open))
        self._subscription = subscription
        self._processor = processor
        self._publisher = publisher
        self._guard = Guard(publisher.login)
        self._metrics = metrics
        self._running: set[asyncio.Task[None]] = set()
        self._suspects: list[AbstractIncomingMessage] = []
        self._examining = False
        self._group = GroupProcessor(processor, subscription.deadline)
        self._waiting: deque[AbstractIncomingMessage] = deque()
        self._lanes = 0
        self._queue: AbstractQueue | None = None
        self._tag: str | None = None

    async def open(self, connection: AbstractConnection) -> AbstractChannel:
        """Start to consume on a channel of its own; the queue must be there."""
        channel = connection.channel(publisher_confirms=False)
        await channel.initialize()
        await channel.set_qos(prefetch_count=self._subscription.prefetch)
        self._suspects.clear()
        self._waiting.clear()
        self._queue = await channel.get_queue(self.queue_name, ensure=True)
        self._tag = await self._queue.consume(self._accept, no_ack=False)
        self._metrics.consumers.labels(self.queue_name).set(1)
        return channel

    async def check(self) -> None:
        """Raises when the queue is gone or the broker does not know us any more."""
        if self._queue is None or self._tag is None:
            return
        declared = await self._queue.declare(timeout=5)
        if not declared.consumer_count:
            self._metrics.consumers.labels(self.queue_name).set(0)
            raise ConnectionError(f"{self.queue_name} has no consumer")

    async def cancel(self) -> None:
        """Take no more; what runs goes on (see wait)."""
        queue, tag, self._tag = self._queue, self._tag, None
        self._metrics.consumers.labels(self.queue_name).set(0)
        if queue is not None and tag is not None:
            await queue.cancel(tag, timeout=5)

    async def wait(self) -> None:
        """Until every running handler has settled."""
        while self._running:
            await asyncio.wait(self._running)

    def abandon(self) -> None:
        """Patience is over: what still runs is rolled back and will be delivered again."""
        for task in self._running:
            task.cancel()

    async def _accept(self, delivery: AbstractIncomingMessage) -> None:
        if not delivery.redelivered:
            self._take(delivery)
            return
        self._suspects.append(delivery)
        if not self._examining:
            self._examining = True
            self._begin(self._examine())

    def _take(self, delivery: AbstractIncomingMessage) -> None:
        if self._subscription.group == 1:
            self._begin(self._handle(delivery))
            return
        self._waiting.append(delivery)
        if self._lanes < _LANES:
            self._lanes += 1
            self._begin(self._handle_waiting())

    def _begin(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=f"handle {self.queue_name}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _handle_waiting(self) -> None:
        """Who has come meanwhile goes together; nobody waits for company, or long for others."""
        try:
            while self._waiting:
                size = min(len(self._waiting), self._subscription.group)
                group = [self._waiting.popleft() for _ in range(size)]
                await asyncio.wait([self._begin(self._handle_group(group))], timeout=1)
        finally:
            self._lanes -= 1

    async def _handle_group(self, group: Sequence[AbstractIncomingMessage]) -> None:
        alone = self.breaker.is_open or self._processor.traces.on
        together = len(group) > 1 and not alone
        done = await self._group.process([self._admitted(d) for d in group]) if together else {}
        if done:
            failpoints.reach("before_ack")
        for place, delivery in enumerate(group):
            if place not in done:
                self._begin(self._handle(delivery))
                continue
            with contextlib.suppress(*_TOO_LATE):
                await delivery.ack()

    def _admitted(self, delivery: AbstractIncomingMessage) -> bytes:
        """Nothing for what is refused: it is no member of a group, and is buried alone."""
        try:
            return self._guard.admit(delivery.body, self._guard.sender_of(delivery))
        except Exception:  # noqa: BLE001 - met again when it is handled alone
            return b""

    async def _examine(self) -> None:
        """Redelivered messages one at a time and by lot.

        One of them may have killed the last worker. In a crash all that were delivered lose
        credit; so the innocent half gets through each time before it is that one's turn.
        """
        try:
            while self._suspects:
                drawn = random.randrange(len(self._suspects))  # noqa: S311 - not a secret
                await self._handle(self._suspects.pop(drawn))
        finally:
            self._examining = False

    async def _handle(self, delivery: AbstractIncomingMessage) -> None:
        try:
            await self._settle(delivery, self._guard.sender_of(delivery))
        except _TOO_LATE as error:
            log.info("settled too late", queue=self.queue_name, error=str(error))
        except Exception:
            log.exception("not settled", queue=self.queue_name)
            await _give_back(delivery)

    async def _settle(self, delivery: AbstractIncomingMessage, sender: Sender) -> None:
        settlement = await self._process(delivery, sender)
        trail = Trail.of(delivery, sender.login)
        failpoints.reach("before_ack")
        match settlement:
            case Done():
                await delivery.ack()
                failpoints.reach("acked")
            case Later() if settlement.held or trail.attempt < self._attempts(settlement):
                await self._retry(delivery, trail, settlement)
            case Later(reason=reason, error=error):
                await self._bury(delivery, trail, "exhausted", error or TimeoutError(reason))
            case Dead(reason=reason, error=error):
                await self._bury(delivery, trail, reason, error)
            case _:
                assert_never(settlement)

    async def _process(self, delivery: AbstractIncomingMessage, sender: Sender) -> Settlement:
        """An outage is waited for."""
        try:
            admitted = self._guard.admit(delivery.body, sender)
        except PoisonError as error:
            return Dead(FORGED if isinstance(error, ForgedError) else "undecodable", error)
        parent = parent_of(delivery.headers)
        settlement = await self._processor.process(admitted, parent)
        while isinstance(settlement, Later) and settlement.outage:
            await self.breaker.trip(settlement.reason)
            settlement = await self._processor.process(admitted, parent)
        self.breaker.reset()
        return settlement

    def _attempts(self, settlement: Later) -> int:
        most = self._subscription.attempts
        return min(most, _UNEXPECTED_ATTEMPTS) if settlement.unexpected else most

    async def _retry(self, delivery: AbstractIncomingMessage, trail: Trail, later: Later) -> None:
        delay = later.after or ladder.backoff(trail.attempt)
        exchange, key = ladder.way(delay, self.queue_name)
        self._metrics.retries.labels(self.queue_name, str(trail.attempt)).inc()
        log.info(
            "retry", queue=self.queue_name, attempt=trail.attempt, reason=later.reason,
            seconds=delay.total_seconds(),
        )  # fmt: skip
        headers = trail.headers() if later.held else trail.next_attempt()
        await self._pass_on(delivery, trail.parcel(delivery, exchange, key, headers))

    async def _bury(
        self, delivery: AbstractIncomingMessage, trail: Trail, reason: str, error: BaseException
    ) -> None:
        self._metrics.dead.labels(self.queue_name, reason).inc()
        log.error("dead letter", queue=self.queue_name, reason=reason, error=str(error)[:500])
        headers = trail.headers() | death_headers(uuid4(), reason, error)
        await self._pass_on(delivery, trail.parcel(delivery, DEAD, self.queue_name, headers))

    async def _pass_on(self, delivery: AbstractIncomingMessage, parcel: Parcel) -> None:
        """The copy first, confirmed, then the ack: a crash between leaves two, never none."""
        try:
            await self._publish(parcel)
        except UnavailableError as error:
            log.warning("not passed on", queue=self.queue_name, error=str(error))
            await _give_back(delivery)
        else:
            failpoints.reach("after_copy")
            await delivery.ack()

    async def _publish(self, parcel: Parcel) -> None:
        """While an alarm blocks publishers the message waits here, which costs it no credit."""
        while True:
            try:
                return await self._publisher.publish(parcel)
            except BlockedError:
                await asyncio.sleep(_BLOCKED_SECONDS)


async def _give_back(delivery: AbstractIncomingMessage) -> None:
    """It comes again soon; each time counts towards the delivery limit."""
    await asyncio.sleep(random.random())  # noqa: S311 - jitter
    with contextlib.suppress(aio_pika.exceptions.AMQPError, OSError, RuntimeError):
        await delivery.reject(requeue=True)

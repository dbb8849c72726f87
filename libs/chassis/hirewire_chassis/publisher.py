"""Publishing with confirms, mandatory, persistent and with a time limit of our own."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection
from hirewire_contracts import CONTENT_TYPE

from hirewire_chassis.link import Link
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.tasks import is_ending

_CONFIRM_SECONDS = 5
_PATIENCE_SECONDS = 8


class UnavailableError(Exception):
    """The broker did not confirm: it is away, blocked or has no queue for the message."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message as it goes over the wire."""

    exchange: str
    routing_key: str
    body: bytes
    message_id: str
    headers: Mapping[str, str | int | datetime] = field(default_factory=dict)
    content_type: str = CONTENT_TYPE


class Publisher:
    """Owns the publishing connection of a process; consuming uses another one."""

    def __init__(self, url: str, name: str, metrics: Metrics) -> None:
        self.link = Link(url, f"{name}/publish", self._open, self._check)
        self._failing_since: float | None = None
        self._metrics = metrics
        self._channel: AbstractChannel | None = None
        self._connection: AbstractConnection | None = None

    async def _open(self, connection: AbstractConnection) -> Iterable[AbstractChannel]:
        self._connection = connection
        channel = connection.channel(publisher_confirms=True, on_return_raises=True)
        await channel.initialize()
        self._channel = channel
        self._failing_since = None
        return (channel,)

    async def _check(self) -> None:
        """Raises ConnectionError when nothing gets through, though no alarm blocks publishers.

        The connection may be half open; and a queue that refused for want of room goes on to do
        so on this channel when its limit was lifted (RabbitMQ 3.10).
        """
        since = self._failing_since
        if since is None or time.monotonic() - since < _PATIENCE_SECONDS or await self._blocked():
            return
        raise ConnectionError(f"nothing was confirmed for {time.monotonic() - since:.0f} s")

    async def _blocked(self) -> bool:
        transport = None if self._connection is None else self._connection.transport
        if transport is None:
            return False
        try:
            async with asyncio.timeout(0.1):
                await transport.ready()
        except TimeoutError:
            return True
        return False

    async def publish(self, parcel: Parcel) -> None:
        """Returns once the broker has confirmed; raises UnavailableError when it is not known to.

        A message that was not confirmed may have arrived all the same: send it again with the
        same ``message_id``.
        """
        if self._channel is None or not self.link.up.is_set():
            raise UnavailableError(self.link.last_error)
        message = aio_pika.Message(
            parcel.body,
            content_type=parcel.content_type,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=parcel.message_id,
            headers=dict(parcel.headers),
        )
        started = time.perf_counter()
        try:
            async with asyncio.timeout(_CONFIRM_SECONDS):
                exchange = await self._channel.get_exchange(parcel.exchange, ensure=False)
                await exchange.publish(message, parcel.routing_key, mandatory=True)
        except aio_pika.exceptions.PublishError as error:
            self._failing_since = None
            raise UnavailableError(f"{type(error).__name__}: {error}") from error
        except asyncio.CancelledError as error:
            if is_ending():
                raise
            raise UnavailableError("the connection broke before the confirm") from error
        except (aio_pika.exceptions.AMQPError, OSError, TimeoutError, RuntimeError) as error:
            self._failing_since = self._failing_since or time.monotonic()
            raise UnavailableError(f"{type(error).__name__}: {error}") from error
        self._failing_since = None
        self._metrics.confirm_seconds.observe(time.perf_counter() - started)

    async def knows(self, queue: str) -> bool:
        """Whether there is such a queue; asked on a channel that a "no" may close."""
        if self._connection is None or not self.link.up.is_set():
            raise UnavailableError(self.link.last_error)
        try:
            async with asyncio.timeout(_CONFIRM_SECONDS), self._connection.channel() as channel:
                await channel.get_queue(queue, ensure=True)
        except aio_pika.exceptions.ChannelNotFoundEntity:
            return False
        except (aio_pika.exceptions.AMQPError, OSError, TimeoutError, RuntimeError) as error:
            raise UnavailableError(f"{type(error).__name__}: {error}") from error
        return True

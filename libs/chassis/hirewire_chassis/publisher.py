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
from hirewire_chassis.senders import login_of
from hirewire_chassis.tasks import is_ending
from hirewire_chassis.traces import OFF, Traces

_CONFIRM_SECONDS = 5
_PATIENCE_SECONDS = 8
_REFUSAL_SECONDS = 20
"""Whoever waits to publish tries again sooner; what nobody wants to send refuses nothing."""
_BLOCKED_SECONDS = 0.1
_REFUSALS = (
    aio_pika.exceptions.PublishError,
    aio_pika.exceptions.ChannelClosed,
)
"""What the broker answers when it is well: no queue, no such exchange, no right to it."""


class UnavailableError(Exception):
    """The broker did not confirm: it is away, blocked or has no queue for the message."""


class RefusedError(UnavailableError):
    """The broker is well and does not take this message: no queue, no exchange, no right."""


class BlockedError(UnavailableError):
    """An alarm of the broker (memory, disk) holds up all who publish; nothing was sent."""


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
    """Owns the publishing connection of a process; consuming uses another one.

    Each exchange has a channel of its own: one that is missing or forbidden closes no other's.
    """

    def __init__(self, url: str, name: str, metrics: Metrics, traces: Traces = OFF) -> None:
        self.login = login_of(url)
        self.link = Link(url, f"{name}/publish", self._open, self._check)
        self.traces = traces
        self._failing_since: float | None = None
        self._alarmed = False
        self._refusals: dict[str, tuple[float, str]] = {}
        self._metrics = metrics
        self._channels: dict[str, AbstractChannel] = {}
        self._opening = asyncio.Lock()
        self._connection: AbstractConnection | None = None

    async def state(self) -> str:
        """Of readiness: ok, blocked (by an alarm), or why something does not go out."""
        if not self.link.up.is_set():
            return self.link.last_error
        if await self.blocked():
            return "blocked"
        since = time.monotonic() - _REFUSAL_SECONDS
        return next((why for at, why in self._refusals.values() if at > since), "ok")

    async def blocked(self) -> bool:
        """Whether the broker has said that it takes nothing; it says so after the first try."""
        transport = None if self._connection is None else self._connection.transport
        if transport is None or not self.link.up.is_set():
            return False
        try:
            async with asyncio.timeout(_BLOCKED_SECONDS):
                await transport.ready()
        except TimeoutError:
            self._alarmed = True
        else:
            self._alarmed = False
        self._metrics.blocked.set(self._alarmed)
        return self._alarmed

    async def _open(self, connection: AbstractConnection) -> Iterable[AbstractChannel]:
        self._connection = connection
        self._channels = {}
        self._refusals = {}
        self._failing_since = None
        return ()

    async def _check(self) -> None:
        """Raises ConnectionError when nothing gets through, though no alarm blocks publishers.

        The connection may be half open; and a queue that refused for want of room goes on to do
        so on this channel when its limit was lifted (RabbitMQ 3.10).
        """
        blocked, since = await self.blocked(), self._failing_since
        if since is None or time.monotonic() - since < _PATIENCE_SECONDS or blocked:
            return
        raise ConnectionError(f"nothing was confirmed for {time.monotonic() - since:.0f} s")

    async def publish(self, parcel: Parcel) -> None:
        """Returns once the broker has confirmed; raises UnavailableError when it is not known to.

        A message that was not confirmed may have arrived all the same: send it again with the
        same ``message_id``. Raises BlockedError when it was not even tried.
        """
        if not self.link.up.is_set():
            raise UnavailableError(self.link.last_error)
        if self._alarmed and await self.blocked():
            raise BlockedError("the broker is blocked by an alarm")
        started = time.monotonic()
        try:
            async with asyncio.timeout(_CONFIRM_SECONDS):
                await self._send(parcel)
        except _REFUSALS as error:
            self._failing_since = None
            if not isinstance(error, aio_pika.exceptions.PublishError):
                self._refusals[parcel.exchange] = (time.monotonic(), str(error))
            raise RefusedError(f"{type(error).__name__}: {error}") from error
        except asyncio.CancelledError as error:
            if is_ending():
                raise
            raise UnavailableError("the connection broke before the confirm") from error
        except (aio_pika.exceptions.AMQPError, OSError, TimeoutError, RuntimeError) as error:
            self._failing_since = self._failing_since or started
            raise UnavailableError(f"{type(error).__name__}: {error}") from error
        self._failing_since = None
        self._refusals.pop(parcel.exchange, None)
        self._metrics.confirm_seconds.observe(time.monotonic() - started)

    async def _send(self, parcel: Parcel) -> None:
        message = aio_pika.Message(
            parcel.body,
            content_type=parcel.content_type,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=parcel.message_id,
            user_id=self.login,
            headers=dict(parcel.headers),
        )
        channel = await self._channel_to(parcel.exchange)
        exchange = await channel.get_exchange(parcel.exchange, ensure=False)
        await exchange.publish(message, parcel.routing_key, mandatory=True)

    async def _channel_to(self, exchange: str) -> AbstractChannel:
        channel = self._channels.get(exchange)
        if channel is not None and not channel.is_closed:
            return channel
        async with self._opening:
            channel = self._channels.get(exchange)
            if channel is not None and not channel.is_closed:
                return channel
            if self._connection is None:
                raise UnavailableError(self.link.last_error)
            channel = self._connection.channel(publisher_confirms=True, on_return_raises=True)
            await channel.initialize()
            self._channels[exchange] = channel
            return channel

    async def knows(self, queue: str) -> bool:
        """Whether there is such a queue."""
        return await self.look_at(queue) is not None

    async def look_at(self, queue: str) -> tuple[int, int] | None:
        """How many messages wait in it, and its consumers; None when there is no such queue.

        Asked on a channel of its own, that a "no" may close.
        """
        if self._connection is None or not self.link.up.is_set():
            raise UnavailableError(self.link.last_error)
        try:
            async with asyncio.timeout(_CONFIRM_SECONDS), self._connection.channel() as channel:
                found = (await channel.get_queue(queue, ensure=True)).declaration_result
        except aio_pika.exceptions.ChannelNotFoundEntity:
            return None
        except (aio_pika.exceptions.AMQPError, OSError, TimeoutError, RuntimeError) as error:
            raise UnavailableError(f"{type(error).__name__}: {error}") from error
        return found.message_count or 0, found.consumer_count or 0

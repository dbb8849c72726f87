"""A connection to the broker that is thrown away whole when anything breaks, and made anew.

Restoring a half-broken connection in place is where clients lose consumers; starting again costs
a few milliseconds and has one code path (docs/adr/0008).
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection

from hirewire_chassis.frames import tolerate_garbage
from hirewire_chassis.tasks import end, is_ending

Open = Callable[[AbstractConnection], Awaitable[Iterable[AbstractChannel]]]
"""Sets a fresh connection up and returns the channels without which it is of no use."""

log = structlog.get_logger(__name__)
_RETRY_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0)
_HEARTBEAT_SECONDS = 20
_CONNECT_TIMEOUT_SECONDS = 5
_GOODBYE_SECONDS = 2


class Link:
    """Keeps one connection open until it is told to stop. ``up`` is set while it is usable.

    ``check`` is asked every few seconds while the link is up and raises to have it made anew.
    """

    def __init__(
        self,
        url: str,
        name: str,
        open_: Open,
        check: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        tolerate_garbage()
        self.up = asyncio.Event()
        self.last_error = "not connected yet"
        self._url = url
        self._name = name
        self._open = open_
        self._check = check
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name=f"link {self._name}")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await end(self._task)

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                async with self._session() as broken:
                    failures = 0
                    await self._until(broken)
            except (aio_pika.exceptions.AMQPError, OSError, TimeoutError, RuntimeError) as error:
                self.last_error = _named(error)
            except asyncio.CancelledError:
                if is_ending():
                    raise
                self.last_error = "connection broken"
            log.warning("broker connection lost", link=self._name, error=self.last_error)
            pause = _RETRY_SECONDS[min(failures, len(_RETRY_SECONDS) - 1)]
            failures += 1
            await asyncio.sleep(pause * (0.5 + random.random()))  # noqa: S311 - jitter

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[asyncio.Event]:
        broken = asyncio.Event()

        def note(_closed: object, reason: BaseException | None) -> None:
            if not broken.is_set():
                self.last_error = str(reason) if reason else "connection closed"
            broken.set()

        connection = await aio_pika.connect(
            self._url,
            timeout=_CONNECT_TIMEOUT_SECONDS,
            heartbeat=_HEARTBEAT_SECONDS,
            client_properties={"connection_name": self._name},
        )
        try:
            connection.close_callbacks.add(note)
            async with asyncio.timeout(30):
                channels = list(await self._open(connection))
            for channel in channels:
                channel.close_callbacks.add(note)
            self.up.set()
            yield broken
        finally:
            self.up.clear()
            with contextlib.suppress(aio_pika.exceptions.AMQPError, OSError, TimeoutError):
                async with asyncio.timeout(_GOODBYE_SECONDS):
                    await connection.close()

    async def _until(self, broken: asyncio.Event) -> None:
        while not broken.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(5):
                    await broken.wait()
            if self._check is not None and not broken.is_set():
                await self._check()


def _named(error: BaseException) -> str:
    """For an operator; of a virtual host that is refused, aiormq keeps only that it was."""
    if "Connection.OpenOk" in str(error):
        return "access refused: no such virtual host, or this login has no permission in it"
    return f"{type(error).__name__}: {error}"

"""A connection of its own that hears NOTIFY. A hint may be lost; that it may be is always told."""

import asyncio
import contextlib
from collections.abc import Callable

import asyncpg
import structlog
from hirewire_chassis.engine import KEEPALIVES
from hirewire_chassis.tasks import Background
from pydantic import ValidationError

from hirewire_gateway.live.wake import CHANNEL, Wake

_PATIENCE_SECONDS = 5
_PING_SECONDS = 5
log = structlog.get_logger(__name__)


class Listener(Background):
    """Calls ``on_hint`` for each hint, and ``on_doubt`` whenever some may have been missed.

    While the connection is away ``on_doubt`` comes every ``poll_seconds``: hints are then
    replaced by looking.
    """

    def __init__(
        self,
        url: str,
        on_hint: Callable[[Wake], None],
        on_doubt: Callable[[], None],
        poll_seconds: float = 1.0,
    ) -> None:
        self.listening = asyncio.Event()
        self._url = url
        self._on_hint = on_hint
        self._on_doubt = on_doubt
        self._poll_seconds = poll_seconds

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("notifications are away", reason=f"{type(error).__name__}: {error}")
            self.listening.clear()
            self._on_doubt()
            await asyncio.sleep(self._poll_seconds)

    async def _listen(self) -> None:
        connection = await asyncpg.connect(
            self._url,
            timeout=_PATIENCE_SECONDS,
            command_timeout=_PATIENCE_SECONDS,
            server_settings=KEEPALIVES,
        )
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, self._hear)
            self.listening.set()
            self._on_doubt()
            while not lost.is_set():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_PING_SECONDS):
                        await lost.wait()
                await connection.execute("select 1")
        finally:
            connection.terminate()

    def _hear(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        try:
            hint = Wake.model_validate_json(payload)
        except ValidationError:
            log.warning("a hint of an unknown form", payload=payload[:200])
            return
        self._on_hint(hint)

"""Where a replica learns what happens: for requests that wait, and for its WebSockets."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Self
from uuid import UUID

from hirewire_chassis import Context, Database

from hirewire_gateway.live.channel import Channel
from hirewire_gateway.live.listener import Listener
from hirewire_gateway.live.mailbox import Mailbox
from hirewire_gateway.live.waiting import Waiting
from hirewire_gateway.live.wake import Wake


class Hub:
    """Enter it in the lifespan. It needs no broker, and bears a database that is away."""

    def __init__(self, database_url: str, database: Database, poll_seconds: float = 1.0) -> None:
        self.database = database
        self._waiting = Waiting(database)
        self._channels: dict[UUID, Channel] = {}
        self._logins: defaultdict[UUID, set[Callable[[], None]]] = defaultdict(set)
        self._listener = Listener(database_url, self._hear, self._doubt, poll_seconds)

    async def __aenter__(self) -> Self:
        await self._listener.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._listener.__aexit__(kind, error, traceback)
        for channel in self._channels.values():
            await channel.close()

    @property
    def listening(self) -> asyncio.Event:
        """Set while hints arrive; without them everything is looked for once a second."""
        return self._listener.listening

    async def operation_done(self, operation_id: UUID, seconds: float, context: Context) -> bool:
        """Whether this operation of ``context``'s workspace ends within so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._waiting.wait(operation_id, context)
        except TimeoutError:
            return False
        return True

    @asynccontextmanager
    async def joined(self, workspace_id: UUID, mailbox: Mailbox) -> AsyncIterator[Channel]:
        """The workspace's channel, which fills ``mailbox`` as long as this is entered."""
        channel = self._channels.setdefault(workspace_id, Channel(self.database, workspace_id))
        channel.mailboxes.add(mailbox)
        try:
            await channel.open()
            yield channel
        finally:
            channel.mailboxes.discard(mailbox)
            if not channel.mailboxes and self._channels.get(workspace_id) is channel:
                del self._channels[workspace_id]
                await channel.close()

    @contextmanager
    def watched(self, session_id: UUID, on_end: Callable[[], None]) -> Iterator[None]:
        """Calls ``on_end`` when this login ends while this is entered."""
        self._logins[session_id].add(on_end)
        try:
            yield
        finally:
            self._logins[session_id].discard(on_end)
            if not self._logins[session_id]:
                del self._logins[session_id]

    def _hear(self, hint: Wake) -> None:
        if hint.operation is not None:
            self._waiting.end(hint.operation)
        if hint.workspace is not None and hint.workspace in self._channels:
            self._channels[hint.workspace].wake()
        if hint.session is not None:
            for on_end in tuple(self._logins.get(hint.session, ())):
                on_end()

    def _doubt(self) -> None:
        self._waiting.doubt()
        for channel in self._channels.values():
            channel.wake()

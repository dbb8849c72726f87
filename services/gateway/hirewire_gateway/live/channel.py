"""One workspace in this replica: its log is read once and handed to each of its sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import UUID

import structlog
from hirewire_chassis import Context, Database
from sqlalchemy.exc import SQLAlchemyError

from hirewire_gateway.live.feed import events_after, newest
from hirewire_gateway.live.mailbox import Mailbox

_BATCH = 100
_PAUSE_SECONDS = 1.0
log = structlog.get_logger(__name__)


class Channel:
    """``position`` is how far the log was handed out, ``last_id`` the event that stands there."""

    def __init__(self, database: Database, workspace_id: UUID) -> None:
        self.position = 0
        self.last_id: UUID | None = None
        self.mailboxes: set[Mailbox] = set()
        self._database = database
        self._context = Context(workspace_id=workspace_id)
        self._workspace_id = workspace_id
        self._due = asyncio.Event()
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin at the log's present end; again is harmless."""
        async with self._turn:
            if self._task is not None:
                return
            async with self._database.reading(self._context) as session:
                self.position, self.last_id = await newest(session, self._workspace_id)
            self._task = asyncio.create_task(self._run(), name=f"live-{self._workspace_id}")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def wake(self) -> None:
        self._due.set()

    @contextlib.asynccontextmanager
    async def present(self) -> AsyncIterator[None]:
        """While this is held, all that has happened is handed out, and nothing more is."""
        async with self._turn:
            while await self._hand_out():
                pass
            yield

    async def _run(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                async with self.present():
                    pass
            except (SQLAlchemyError, OSError) as error:
                log.warning("live events can not be read", reason=str(error))
                await asyncio.sleep(_PAUSE_SECONDS)
                self._due.set()

    async def _hand_out(self) -> bool:
        """One batch; whether there may be more."""
        async with self._database.reading(self._context) as session:
            events = await events_after(session, self._workspace_id, self.position, _BATCH)
        for event in events:
            for mailbox in self.mailboxes:
                mailbox.offer(event)
            self.position, self.last_id = event.position, event.id
        return len(events) == _BATCH

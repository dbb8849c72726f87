"""One unit of work: facts, inbox row and outgoing messages commit together, or none does."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from hirewire_contracts import Message
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_chassis import failpoints
from hirewire_chassis.context import Context
from hirewire_chassis.engine import STATEMENT_SECONDS, engine_for
from hirewire_chassis.outbox import INSERT, envelope_for, row_for, withdraw

_CONTEXT = text(
    "select set_config('app.workspace_id', :workspace, true),"
    " set_config('app.user_id', :user, true), now()"
)


class Transaction:
    """What a handler gets: a session, who acts, the time, and a way to tell others.

    Only the chassis commits. ``session`` sees the rows of ``context``'s workspace alone. ``now`` is
    the database's, so what is due does not depend on the clocks of the processes.
    """

    def __init__(
        self, session: AsyncSession, context: Context, service: str, now: datetime
    ) -> None:
        self.session = session
        self.context = context
        self.now = now
        self.service = service
        self.sent: list[Message] = []
        self._rows: list[Mapping[str, object]] = []

    @property
    def workspace_id(self) -> UUID:
        return self.context.workspace

    def send(self, message: Message, *, at: datetime | None = None, key: str | None = None) -> UUID:
        """Tell a command or an event, once this transaction commits; ``at``: not before then.

        Under its ``key`` it can be cancelled until then; choose one that nothing else has.

        Returns the message's id. Messages about one subject leave in the order they were sent.
        Raises OversizedError above 16 MiB.
        """
        envelope = envelope_for(message, self.context, self.service, self.now)
        self._rows.append(row_for(envelope, message, at, key))
        self.sent.append(message)
        return envelope.id

    async def cancel(self, key: str) -> int:
        """Withdraw what was to be sent later under ``key``, once this transaction commits.

        Answers how many messages will not be sent. 0: there are none, or they are due already.
        """
        await self.flush()
        return await withdraw(self.session, key)

    async def flush(self) -> None:
        """Write what is pending; the chassis does it before it commits."""
        rows = await self.written()
        if rows:
            await self.session.execute(INSERT, rows)

    async def written(self) -> list[Mapping[str, object]]:
        """Write what is pending but the outbox; its rows, which the caller has to write."""
        await self.session.flush()
        rows, self._rows = self._rows, []
        return rows


class Database:
    """A service's way to its schema. The only place that opens and commits transactions.

    ``url`` is ``postgresql://user:password@host/database``; a socket folder may be given as
    ``?host=/path``. ``on_sent`` is called after a commit that left messages in the outbox.
    """

    def __init__(
        self,
        url: str,
        service: str,
        *,
        pool_size: int = 10,
        schema: str | None = None,
        statement_seconds: float = STATEMENT_SECONDS,
    ) -> None:
        self.service = service
        self.schema = schema or service
        self.on_sent: Callable[[], None] = lambda: None
        self.engine = engine_for(url, self.schema, pool_size, statement_seconds=statement_seconds)

    @asynccontextmanager
    async def transaction(self, context: Context) -> AsyncIterator[Transaction]:
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            now = await _enter(session, context)
            tx = Transaction(session, context, self.service, now)
            yield tx
            await tx.flush()
            await session.commit()
        failpoints.reach("committed")
        if tx.sent:
            self.on_sent()

    @asynccontextmanager
    async def reading(self, context: Context) -> AsyncIterator[AsyncSession]:
        """A session for questions; nothing done in it is kept."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            connection = await session.connection()
            driver: Any = (await connection.get_raw_connection()).driver_connection
            driver.first = settings_of(context)
            yield session

    async def ping(self) -> None:
        async with self.engine.connect() as connection:
            await connection.execute(select(1))

    async def close(self) -> None:
        await self.engine.dispose()


async def _enter(session: AsyncSession, context: Context) -> datetime:
    workspace = "" if context.workspace_id is None else str(context.workspace_id)
    user = "" if context.actor_id is None else str(context.actor_id)
    entered = await session.execute(_CONTEXT, {"workspace": workspace, "user": user})
    now: datetime = entered.one()[2]
    return now


def settings_of(context: Context) -> str:
    """The statement that makes row-level security show what ``context`` may see."""
    workspace = "" if context.workspace_id is None else UUID(int=context.workspace_id.int)
    user = "" if context.actor_id is None else UUID(int=context.actor_id.int)
    return (
        f"select set_config('app.workspace_id', '{workspace}', true),"
        f" set_config('app.user_id', '{user}', true)"
    )

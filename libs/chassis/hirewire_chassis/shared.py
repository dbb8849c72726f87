"""A transaction that several messages share."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from hirewire_chassis import failpoints
from hirewire_chassis.context import Context
from hirewire_chassis.outbox import INSERT
from hirewire_chassis.transaction import Database, Transaction, settings_of

InboxRow = tuple[str, UUID]
"""Which handler takes which message."""

_CLAIM = text("""
insert into inbox (handler, message_id)
select * from unnest(cast(:handlers as text[]), cast(:ids as uuid[])) order by 1, 2
on conflict do nothing returning handler, message_id, received_at
""")
_UNCLAIM = text("""
delete from inbox where (handler, message_id) in
    (select * from unnest(cast(:handlers as text[]), cast(:ids as uuid[])))
""")


class Shared:
    """Made by ``share``. Its members follow each other; what one of them sends commits with all."""

    def __init__(self, database: Database, connection: AsyncConnection) -> None:
        self._database = database
        self._connection = connection
        self._driver: Any = None
        self._last = ""
        self._now: datetime
        self._fallen: list[InboxRow] = []
        self._rows: list[Mapping[str, object]] = []

    async def claim(self, rows: Sequence[InboxRow]) -> set[InboxRow]:
        """Those that have never been taken.

        They are claimed in one order everywhere, so that no two groups lock each other out.
        """
        self._driver = (await self._connection.get_raw_connection()).driver_connection
        self._driver.first = ""
        fresh: set[InboxRow] = set()
        for handler, message_id, now in await self._connection.execute(_CLAIM, _columns(rows)):
            self._now = now
            fresh.add((handler, message_id))
        return fresh

    @asynccontextmanager
    async def member(self, context: Context) -> AsyncIterator[Transaction]:
        """A transaction as handlers know it; after an error call ``take_back``."""
        await self._driver.execute(f"{self._last}savepoint member; {settings_of(context)}")
        self._last = "release savepoint member; "
        async with AsyncSession(
            self._connection, expire_on_commit=False, join_transaction_mode="rollback_only"
        ) as session:
            tx = Transaction(session, context, self._database.service, self._now)
            yield tx
            self._rows += await tx.written()

    async def take_back(self, row: InboxRow) -> None:
        """Nothing of this member is kept, and its claim is given up in the end.

        Raises when the transaction itself is lost.
        """
        await self._driver.execute("rollback to savepoint member")
        self._fallen.append(row)

    async def finish(self) -> bool:
        """Whether something was sent."""
        if self._fallen:
            await self._connection.execute(_UNCLAIM, _columns(self._fallen))
        if self._rows:
            await self._connection.execute(INSERT, self._rows)
        return bool(self._rows)


@asynccontextmanager
async def share(database: Database) -> AsyncIterator[Shared]:
    async with database.engine.begin() as connection:
        shared = Shared(database, connection)
        yield shared
        has_sent = await shared.finish()
    failpoints.reach("committed")
    if has_sent:
        database.on_sent()


def _columns(rows: Sequence[InboxRow]) -> Mapping[str, object]:
    return {"handlers": [handler for handler, _ in rows], "ids": [key for _, key in rows]}

"""Who may prepare a message now, and what was found: for handlers that are slow or cost money.

A lease is a row with a token. Whoever takes an expired lease over gets the next token; the one
before may go on, but its token no longer fits when it wants to commit. All times are the
database's, so the clocks of the processes need not agree.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import case, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from hirewire_chassis.context import Context
from hirewire_chassis.errors import TransientError
from hirewire_chassis.tables import inbox, message_leases
from hirewire_chassis.tasks import end
from hirewire_chassis.transaction import Database, Transaction

R = TypeVar("R")
_RENEWALS = 3
_RELEASE_SECONDS = 5
_c = message_leases.c
log = structlog.get_logger(__name__)


class HeldError(TransientError):
    """Somebody else prepares this message: it comes again, and this time does not count."""


class FinishedError(Exception):
    """The message has taken effect before."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to prepare one message. ``found``: an earlier holder's result is kept."""

    database: Database
    handler: str
    message_id: UUID
    length: timedelta
    token: int
    found: bool
    result: bytes | None

    async def guard(self, work: Awaitable[R]) -> R:
        """Do the work and renew the lease meanwhile; raises HeldError once it is lost."""
        running = asyncio.ensure_future(work)
        renewing = asyncio.create_task(self._renew_until_lost())
        try:
            await asyncio.wait({running, renewing}, return_when=asyncio.FIRST_COMPLETED)
            if not running.done():
                raise HeldError("the lease was lost")
            return running.result()
        finally:
            running.cancel()
            await end(renewing)
            await asyncio.gather(running, return_exceptions=True)

    async def keep(self, result: bytes) -> None:
        """Raises HeldError when the lease was lost."""
        if not await self._update(prepared_at=func.now(), result=result, lease_until=self._end):
            raise HeldError("the lease was lost")

    async def close(self, tx: Transaction) -> None:
        """In the transaction of the effect: it commits only with the newest token."""
        statement = delete(message_leases).where(*self._mine).returning(_c.token)
        if (await tx.session.execute(statement)).first() is None:
            raise HeldError("the lease was lost")

    async def release(self) -> None:
        """The next delivery need not wait; what was found stays."""
        with contextlib.suppress(SQLAlchemyError, OSError, TimeoutError):
            async with asyncio.timeout(_RELEASE_SECONDS):
                await self._update(lease_until=func.clock_timestamp())

    async def _renew_until_lost(self) -> None:
        while True:
            await asyncio.sleep(self.length.total_seconds() / _RENEWALS)
            try:
                if not await self._update(lease_until=self._end):
                    return
            except (SQLAlchemyError, OSError) as error:
                log.warning("lease not renewed", error=str(error))

    async def _update(self, **values: Any) -> bool:
        statement = update(message_leases).where(*self._mine).values(**values).returning(_c.token)
        async with self.database.transaction(Context()) as tx:
            return (await tx.session.execute(statement)).first() is not None

    @property
    def _mine(self) -> tuple[Any, ...]:
        mine = (_c.handler == self.handler, _c.message_id == self.message_id)
        return (*mine, _c.token == self.token)

    @property
    def _end(self) -> Any:
        return func.clock_timestamp() + self.length


@asynccontextmanager
async def holding(
    database: Database, handler: str, message_id: UUID, length: timedelta
) -> AsyncIterator[Lease]:
    """Raises HeldError while somebody else holds it, FinishedError when there is nothing to do."""
    lease = await _take(database, handler, message_id, length)
    try:
        yield lease
    finally:
        await lease.release()


async def forget(tx: Transaction, older: timedelta) -> int:
    """Results of messages that nobody has tried again for so long; how many there were."""
    statement = delete(message_leases).where(_c.lease_until < func.now() - older)
    return len((await tx.session.execute(statement.returning(_c.token))).all())


async def _take(database: Database, handler: str, message_id: UUID, length: timedelta) -> Lease:
    async with database.transaction(Context()) as tx:
        row = (await tx.session.execute(_taking(handler, message_id, length))).one_or_none()
        if row is None:
            raise HeldError("somebody else prepares it", await _left(tx, handler, message_id))
        # Asked after the lease was taken: whoever held it before has committed by then.
        if await tx.session.scalar(_finished(handler, message_id)):
            raise FinishedError
        return Lease(database, handler, message_id, length, *row)


def _taking(handler: str, message_id: UUID, length: timedelta) -> Any:
    end = func.clock_timestamp() + length
    fresh = insert(message_leases).values(
        handler=handler, message_id=message_id, token=1, lease_until=end
    )
    return fresh.on_conflict_do_update(
        index_elements=[_c.handler, _c.message_id],
        set_={"token": _c.token + 1, "lease_until": end},
        where=_c.lease_until <= func.clock_timestamp(),
    ).returning(_c.token, _c.prepared_at.is_not(None), _c.result)


def _finished(handler: str, message_id: UUID) -> Any:
    mine = (inbox.c.handler == handler, inbox.c.message_id == message_id)
    return select(exists().where(*mine))


async def _left(tx: Transaction, handler: str, message_id: UUID) -> timedelta:
    mine = (_c.handler == handler, _c.message_id == message_id)
    left = _c.lease_until - func.clock_timestamp()
    found = await tx.session.scalar(select(case((left > timedelta(0), left))).where(*mine))
    return found or timedelta(seconds=1)

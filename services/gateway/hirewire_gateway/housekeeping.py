"""What has had its time goes, once in a while."""

import asyncio
import contextlib
from datetime import timedelta
from types import TracebackType
from typing import Self

import structlog
from hirewire_chassis import Context, Database
from sqlalchemy import DateTime, column, delete, table
from sqlalchemy.exc import SQLAlchemyError

from hirewire_gateway.http.idempotency import forget_expired
from hirewire_gateway.views import pair_scores

_tickets = table("realtime_tickets", column("expires_at", DateTime(timezone=True)))
_EVERY = timedelta(minutes=10)
log = structlog.get_logger(__name__)


class Housekeeping:
    """Runs until it is left. Every replica does it; none minds another."""

    def __init__(self, database: Database, every: timedelta = _EVERY) -> None:
        self._database = database
        self._every = every

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="housekeeping")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._every.total_seconds())
            try:
                await clean(self._database)
            except (SQLAlchemyError, OSError) as error:
                log.warning("nothing was cleaned up", reason=f"{type(error).__name__}: {error}")


async def clean(database: Database) -> None:
    """Forget keys, scores of pairs and tickets that have expired, whoever's they were."""
    async with database.transaction(Context()) as tx:
        await forget_expired(tx)
        await pair_scores.forget_expired(tx)
        await tx.session.execute(delete(_tickets).where(_tickets.c.expires_at < tx.now))

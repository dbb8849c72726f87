"""What has had its time goes: in small batches, once an hour, in every process of a service.

It needs no leader: two processes that sweep at once delete different rows or wait a moment.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Interval, bindparam, text
from sqlalchemy.exc import SQLAlchemyError

from hirewire_chassis.blobs import STORE_ERRORS
from hirewire_chassis.context import Context
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.tasks import Background
from hirewire_chassis.transaction import Database

BATCH = 1000
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of thing to remove; ``work`` answers how many there were."""

    name: str
    work: Callable[[Database], Awaitable[int]]


class Sweeper(Background):
    """Does its duties one after the other, the first time within a tenth of ``every``."""

    def __init__(
        self, database: Database, duties: Sequence[Duty], metrics: Metrics, every: timedelta
    ) -> None:
        self._database = database
        self._duties = duties
        self._metrics = metrics
        self._every = every

    async def sweep(self) -> None:
        """All duties once; one that fails is told and hinders no other."""
        for duty in self._duties:
            try:
                count = await duty.work(self._database)
            except (SQLAlchemyError, TimeoutError, *STORE_ERRORS) as error:
                self._metrics.sweep_failures.labels(duty.name).inc()
                reason = f"{type(error).__name__}: {error}"
                log.warning("not swept", kind=duty.name, reason=reason)
                continue
            self._metrics.swept.labels(duty.name).inc(count)
            if count:
                log.info("swept", kind=duty.name, count=count)

    async def _run(self) -> None:
        seconds = self._every.total_seconds()
        await asyncio.sleep(seconds / 10 * random.random())  # noqa: S311 - jitter
        while True:
            await self.sweep()
            await asyncio.sleep(seconds)


def deletion(name: str, table: str, old: str, age: timedelta, sweeps: str = "") -> Duty:
    """Delete the rows of ``table`` that are ``old``: a condition over ``:age``, an interval.

    ``sweeps`` names the table to the row-level policy that lets a sweep see all workspaces.
    All arguments are constants of the code.
    """
    statement = text(
        f"delete from {table} where ctid = any(array("  # noqa: S608 - constants of the code
        f"select ctid from {table} where {old} limit {BATCH})) returning 1"
    ).bindparams(bindparam("age", type_=Interval))
    admit = text("select set_config('app.sweep', :table, true)")

    async def work(database: Database) -> int:
        total, last = 0, BATCH
        while last == BATCH:
            async with database.transaction(Context()) as tx:
                await tx.session.execute(admit, {"table": sweeps})
                last = len((await tx.session.execute(statement, {"age": age})).all())
            total += last
        return total

    return Duty(name, work)

"""How much waits in the outbox and for how long: measured while the broker is away as well."""

import asyncio

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from hirewire_chassis.context import Context
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.tasks import Background
from hirewire_chassis.transaction import Database

EXACT_ROWS = 100_000
"""Up to here rows are counted; of more, PostgreSQL's own estimate is told."""

_EVERY_SECONDS = 1.0
_LIMIT_SECONDS = 10
_MEASURE = text("""
select count(*) as rows,
    coalesce(max(extract(epoch from now() - due)) filter (where due <= now()), 0) as oldest,
    (select reltuples from pg_class where oid = 'outbox'::regclass) as estimate
from (
    select case attempts when 0 then greatest(created_at, available_at) else created_at end as due
    from outbox order by id limit :most) first
""")
"""Of a row that was tried before, created_at says since when it has been due (see relay)."""
log = structlog.get_logger(__name__)


class Backlog(Background):
    """``rows`` wait in this service's outbox, as of a second ago, those for later included."""

    def __init__(self, database: Database, metrics: Metrics) -> None:
        self.rows = 0
        self._database = database
        self._metrics = metrics

    async def measure(self) -> None:
        async with self._database.reading(Context()) as session:
            found = (await session.execute(_MEASURE, {"most": EXACT_ROWS})).one()
        whole = found.rows < EXACT_ROWS
        self.rows = found.rows if whole else max(found.rows, int(found.estimate))
        self._metrics.outbox_rows.set(self.rows)
        self._metrics.outbox_oldest_seconds.set(float(found.oldest))

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(_LIMIT_SECONDS):
                    await self.measure()
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("outbox not measured", error=f"{type(error).__name__}: {error}")
            await asyncio.sleep(_EVERY_SECONDS)

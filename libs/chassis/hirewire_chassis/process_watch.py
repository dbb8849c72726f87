"""Counts the processes that nothing moves any more, for the metrics."""

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from hirewire_chassis import process_store
from hirewire_chassis.context import Context
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.process import Process
from hirewire_chassis.tasks import Background
from hirewire_chassis.transaction import Database

EVERY_SECONDS = 15.0
log = structlog.get_logger(__name__)


class ProcessWatch(Background):
    """Runs until it leaves its context; without processes it does nothing."""

    def __init__(
        self, database: Database, processes: Sequence[Process[Any]], metrics: Metrics
    ) -> None:
        self._database = database
        self._kinds = [process.kind for process in processes]
        self._metrics = metrics

    async def look(self) -> None:
        async with self._database.reading(Context()) as session:
            for kind, count in (await process_store.stuck(session, self._kinds)).items():
                self._metrics.stuck.labels(kind).set(count)

    async def _run(self) -> None:
        while self._kinds:
            try:
                await self.look()
            except (SQLAlchemyError, OSError) as error:
                log.warning("processes not counted", error=f"{type(error).__name__}: {error}")
            await asyncio.sleep(EVERY_SECONDS)

"""Fires schedules: each tick once, whatever number of schedulers runs.

A tick's row in ``schedule_fires`` and its message in the outbox are one commit, and the row is
unique. Clocks may disagree and processes may die anywhere: the second one finds the tick taken.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_chassis import failpoints
from hirewire_chassis import schedule_store as store
from hirewire_chassis.context import Context
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.schedule_store import State
from hirewire_chassis.schedules import Schedule, due_ticks, state_of
from hirewire_chassis.tasks import Background
from hirewire_chassis.transaction import Database, Transaction

POLL_SECONDS = 1.0
Clock = Callable[[AsyncSession], Awaitable[datetime]]
log = structlog.get_logger(__name__)


async def database_time(session: AsyncSession) -> datetime:
    """The clock of all schedulers: their machines' own need not agree."""
    now: datetime = (await session.execute(select(func.clock_timestamp()))).scalar_one()
    return now


class Scheduler(Background):
    """Fires the schedules of one service until it leaves its context."""

    def __init__(
        self,
        database: Database,
        schedules: Sequence[Schedule],
        metrics: Metrics,
        clock: Clock = database_time,
    ) -> None:
        self._database = database
        self._schedules = {schedule.name: schedule for schedule in schedules}
        self._metrics = metrics
        self._clock = clock

    async def register(self) -> None:
        """Make the rows say what the code says."""
        async with self._database.transaction(Context()) as tx:
            now = await self._clock(tx.session)
            for schedule in self._schedules.values():
                await store.keep(tx, state_of(schedule, now))
            await store.retire(tx, self._schedules)

    async def fire_due(self) -> int:
        """One round; how many messages were put into the outbox."""
        async with self._database.reading(Context()) as session:
            names = await store.due(session, self._schedules, await self._clock(session))
        return sum([await self._fire(self._schedules[name]) for name in names])

    async def _run(self) -> None:
        registered = False
        while self._schedules:
            try:
                if not registered:
                    await self.register()
                    registered = True
                await self.fire_due()
            except (SQLAlchemyError, OSError) as error:
                log.warning("schedules wait", error=f"{type(error).__name__}: {error}")
            await asyncio.sleep(POLL_SECONDS)

    async def _fire(self, schedule: Schedule) -> int:
        try:
            async with self._database.transaction(Context()) as tx:
                now = await self._clock(tx.session)
                state = await store.take(tx, schedule.name, now)
                if state is None or not schedule.is_of(state):
                    return 0
                sent = await _send_all(tx, schedule, state, now)
                await tx.flush()
                failpoints.reach("schedule_fired")
        except (SQLAlchemyError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - a message that cannot be made stops no other
            await self._note_failure(schedule, f"failed: {type(error).__name__}: {error}")
            return 0
        self._metrics.scheduled.labels(schedule.name).inc(sent)
        return sent

    async def _note_failure(self, schedule: Schedule, result: str) -> None:
        log.error("schedule failed", schedule=schedule.name, error=result)
        self._metrics.schedule_failures.labels(schedule.name).inc()
        async with self._database.transaction(Context()) as tx:
            now = await self._clock(tx.session)
            state = await store.take(tx, schedule.name, now)
            if state is not None:
                next_at = schedule.ticks.after(now)
                failed = replace(state, next_at=next_at, last_result=result[:500])
                await store.note(tx, replace(failed, requested_at=None))


async def _send_all(tx: Transaction, schedule: Schedule, state: State, now: datetime) -> int:
    ticks, next_at = due_ticks(schedule, state, now)
    asked = [state.requested_at] if state.requested_at is not None else []
    sent = [tick for tick in (*ticks, *asked) if await _send(tx, schedule, tick)]
    result = f"sent {len(sent)}" if ticks or asked else "skipped"
    last = max(sent, default=state.last_fire_at)
    planned = replace(state, next_at=next_at, requested_at=None)
    await store.note(tx, replace(planned, last_fire_at=last, last_result=result))
    return len(sent)


async def _send(tx: Transaction, schedule: Schedule, fire_at: datetime) -> bool:
    if not await store.claim(tx, schedule.name, fire_at):
        return False
    tx.send(schedule.message(fire_at), at=schedule.sending(fire_at))
    return True

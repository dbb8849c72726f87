"""Schedules as rows: when each is due, what became of it, and what an operator asks of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_chassis.tables import schedule_fires, schedules
from hirewire_chassis.transaction import Transaction

CatchUp = Literal["none", "one", "all"]
KEPT = timedelta(days=30)
"""How long it is remembered which ticks have fired; a schedule never looks back that far twice."""

_c = schedules.c
_f = schedule_fires.c


@dataclass(frozen=True, slots=True)
class State:
    """A schedule's row. ``next_at`` is the first tick that nobody has looked at yet."""

    name: str
    cron: str
    time_zone: str
    catch_up: CatchUp
    jitter: timedelta
    paused: bool
    next_at: datetime | None
    requested_at: datetime | None
    last_fire_at: datetime | None
    last_result: str | None
    changed_by: str | None


async def exist(session: AsyncSession) -> bool:
    """Whether the service has the tables at all."""
    return await session.scalar(select(func.to_regclass("schedules"))) is not None


async def find(session: AsyncSession) -> tuple[State, ...]:
    """All of the service, also those that its code no longer has (their ``next_at`` is None)."""
    rows = await session.execute(select(schedules).order_by(_c.name))
    return tuple(State(**row) for row in rows.mappings())


async def keep(tx: Transaction, state: State) -> None:
    """Write what the code says; what operators and the past have said stays.

    Another expression or zone starts from its own next tick.
    """
    given = {
        "name": state.name,
        "cron": state.cron,
        "time_zone": state.time_zone,
        "catch_up": state.catch_up,
        "jitter": state.jitter,
        "next_at": state.next_at,
    }
    fresh = insert(schedules).values(given)
    same = and_(_c.cron == fresh.excluded.cron, _c.time_zone == fresh.excluded.time_zone)
    kept = func.coalesce(_c.next_at, fresh.excluded.next_at)
    changed = {name: getattr(fresh.excluded, name) for name in given if name != "name"}
    changed["next_at"] = case((same, kept), else_=fresh.excluded.next_at)
    await tx.session.execute(fresh.on_conflict_do_update(index_elements=[_c.name], set_=changed))


async def retire(tx: Transaction, names: Iterable[str]) -> None:
    """The code has no others but these: the others are never due."""
    await tx.session.execute(
        update(schedules).where(_c.name.not_in(list(names))).values(next_at=None)
    )


async def due(session: AsyncSession, names: Iterable[str], now: datetime) -> tuple[str, ...]:
    statement = select(_c.name).where(_c.name.in_(list(names)), _is_due(now)).order_by(_c.name)
    return tuple(await session.scalars(statement))


async def take(tx: Transaction, name: str, now: datetime) -> State | None:
    """The row, locked; None when it is not due any more or another process has it."""
    statement = (
        select(schedules).where(_c.name == name, _is_due(now)).with_for_update(skip_locked=True)
    )
    row = (await tx.session.execute(statement)).mappings().one_or_none()
    return None if row is None else State(**row)


async def claim(tx: Transaction, name: str, fire_at: datetime) -> bool:
    """True for the one transaction that may fire this tick."""
    correlation_id = tx.context.correlation_id
    statement = (
        insert(schedule_fires)
        .values(schedule=name, fire_at=fire_at, correlation_id=correlation_id)
        .on_conflict_do_nothing()
        .returning(_f.fire_at)
    )
    return (await tx.session.execute(statement)).first() is not None


async def note(tx: Transaction, state: State) -> None:
    """What became of it, and when it is due again."""
    await tx.session.execute(
        update(schedules)
        .where(_c.name == state.name)
        .values(
            next_at=state.next_at,
            requested_at=state.requested_at,
            last_fire_at=state.last_fire_at,
            last_result=state.last_result,
        )
    )
    old = (_f.schedule == state.name, _f.fired_at < func.now() - KEPT)
    await tx.session.execute(delete(schedule_fires).where(*old))


async def pause(tx: Transaction, name: str, by: str, *, paused: bool) -> bool:
    """False when there is no such schedule. What is missed while it is paused is not caught up."""
    return await _change(tx, name, paused=paused, changed_by=by)


async def request(tx: Transaction, name: str, by: str) -> bool:
    """Let it fire now, beside its plan, also when it is paused; asked twice before that: once."""
    now = func.coalesce(_c.requested_at, func.now())
    return await _change(tx, name, requested_at=now, changed_by=by)


async def _change(tx: Transaction, name: str, **values: object) -> bool:
    statement = update(schedules).where(_c.name == name).values(**values).returning(_c.name)
    return (await tx.session.execute(statement)).first() is not None


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(_c.next_at <= now, _c.requested_at.is_not(None))

"""What an operator asks of a service's dead letters, and what is noted on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import JsonValue
from sqlalchemy import Column, ColumnElement, Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_chassis.tables import dead_letters
from hirewire_chassis.transaction import Transaction

Status = Literal["new", "replayed", "edited", "archived"]
QUIET = timedelta(minutes=10)
"""For so long after a replay another one of the same letter is taken for a slip."""

_c = dead_letters.c
_SUMMARY: tuple[Column[Any], ...] = (
    _c.id, _c.message_id, _c.origin_queue, _c.type, _c.reason, _c.error_class, _c.error_message,
    _c.traceback_hash, _c.attempts, _c.first_at, _c.dead_at, _c.status, _c.replayed_at,
    _c.replayed_by,
)  # fmt: skip
_GROUP: tuple[Column[Any], ...] = (
    _c.origin_queue,
    _c.type,
    _c.reason,
    _c.error_class,
    _c.traceback_hash,
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which letters are meant. What is None, or empty, is not asked about."""

    ids: tuple[int, ...] = ()
    status: Status | None = None
    queue: str | None = None
    type: str | None = None
    reason: str | None = None
    traceback_hash: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        asked = {
            _c.status: self.status,
            _c.origin_queue: self.queue,
            _c.type: self.type,
            _c.reason: self.reason,
            _c.traceback_hash: self.traceback_hash,
        }
        found = [column == value for column, value in asked.items() if value is not None]
        return [*found, _c.id.in_(self.ids)] if self.ids else found


@dataclass(frozen=True, slots=True)
class Summary:
    """A letter without what it says, so that a list shows nobody's data."""

    id: int
    message_id: str | None
    origin_queue: str
    type: str | None
    reason: str
    error_class: str | None
    error_message: str | None
    traceback_hash: str | None
    attempts: int
    first_at: datetime | None
    dead_at: datetime
    status: Status
    replayed_at: datetime | None
    replayed_by: str | None


@dataclass(frozen=True, slots=True)
class Contents:
    """All that is known of a letter. ``envelope`` is None when the bytes could not be read."""

    summary: Summary
    traceback: str | None
    envelope: Mapping[str, JsonValue] | None
    raw: bytes
    headers: Mapping[str, JsonValue]
    death_id: str
    just_replayed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Letters that died of the same thing; ``example`` is the newest one's id."""

    origin_queue: str
    type: str | None
    reason: str
    error_class: str | None
    traceback_hash: str | None
    letters: int
    oldest: datetime
    newest: datetime
    example: int


async def find(
    session: AsyncSession, chosen: Filter, *, limit: int = 100, before: int | None = None
) -> tuple[Summary, ...]:
    """The newest first; ``before`` is the last id of the page before."""
    statement = select(*_SUMMARY).where(*chosen.conditions()).order_by(_c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(_c.id < before)
    return tuple(Summary(**row) for row in (await session.execute(statement)).mappings())


async def group(session: AsyncSession, chosen: Filter, *, limit: int = 100) -> tuple[Group, ...]:
    """The largest first."""
    letters = func.count().label("letters")
    newest = func.max(_c.id).label("example")
    ages = (func.min(_c.dead_at).label("oldest"), func.max(_c.dead_at).label("newest"))
    statement = (
        select(*_GROUP, letters, *ages, newest)
        .where(*chosen.conditions())
        .group_by(*_GROUP)
        .order_by(letters.desc(), newest.desc())
        .limit(limit)
    )
    return tuple(Group(**row) for row in (await session.execute(statement)).mappings())


async def ids_of(session: AsyncSession, chosen: Filter, limit: int) -> tuple[int, ...]:
    """In the order in which they died."""
    statement = select(_c.id).where(*chosen.conditions()).order_by(_c.id).limit(limit)
    return tuple(await session.scalars(statement))


async def show(session: AsyncSession, letter_id: int) -> Contents | None:
    return _contents((await session.execute(_whole(letter_id))).first())


async def lock(session: AsyncSession, letter_id: int) -> Contents | None:
    """None when there is no such letter, or somebody is busy with it."""
    statement = _whole(letter_id).with_for_update(skip_locked=True)
    return _contents((await session.execute(statement)).first())


async def note_replay(
    tx: Transaction, letter_id: int, status: Literal["replayed", "edited"], by: str
) -> None:
    await tx.session.execute(
        update(dead_letters)
        .where(_c.id == letter_id)
        .values(status=status, replayed_at=func.now(), replayed_by=by)
    )


async def archive(tx: Transaction, chosen: Filter) -> tuple[int, ...]:
    """Out of the way, and kept: the ids of those that were not archived before."""
    statement = (
        update(dead_letters)
        .where(*chosen.conditions(), _c.status != "archived")
        .values(status="archived")
        .returning(_c.id)
    )
    return tuple(sorted(await tx.session.scalars(statement)))


def _whole(letter_id: int) -> Any:
    just_replayed = func.coalesce(_c.replayed_at > func.now() - QUIET, False)
    more = (_c.traceback, _c.envelope, _c.raw, _c.headers, _c.death_id, just_replayed)
    return select(*_SUMMARY, *more).where(_c.id == letter_id)


def _contents(row: Row[Any] | None) -> Contents | None:
    if row is None:
        return None
    summary = Summary(*row[: len(_SUMMARY)])
    traceback, envelope, raw, headers, death_id, just_replayed = row[len(_SUMMARY) :]
    return Contents(summary, traceback, envelope, raw, headers, str(death_id), just_replayed)

"""What searches of a time say, all askers together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, RowMapping, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.search.analytics.tables import clicks, queries

SHOWN = 50
_c = queries.c


@dataclass(frozen=True, slots=True)
class Span:
    """The searches of a workspace from ``since`` until before ``until``."""

    workspace_id: UUID
    since: datetime
    until: datetime

    @property
    def condition(self) -> ColumnElement[bool]:
        within = _c.at >= self.since, _c.at < self.until
        return and_(_c.workspace_id == self.workspace_id, *within)


_OPENED = (
    select(clicks.c.query_id, func.min(clicks.c.place).label("place"))
    .where(clicks.c.query_id == _c.id)
    .group_by(clicks.c.query_id)
    .lateral("opened")
)


async def totals(session: AsyncSession, span: Span) -> Row[Any]:
    """``searches``, ``without_results``, ``clicked`` and the mean ``place`` of the first opened."""
    statement = (
        select(
            func.count().label("searches"),
            func.count().filter(~_c.found).label("without_results"),
            func.count(_OPENED.c.query_id).label("clicked"),
            func.avg(_OPENED.c.place).label("place"),
        )
        .select_from(queries.outerjoin(_OPENED, _OPENED.c.query_id == _c.id))
        .where(span.condition)
    )
    return (await session.execute(statement)).one()


async def most_asked(
    session: AsyncSession, span: Span, *, fruitless: bool = False
) -> Sequence[RowMapping]:
    """The words that were searched for most; ``fruitless``: those that found nothing most."""
    missed = func.count().filter(~_c.found)
    rank = missed if fruitless else func.count()
    statement = (
        select(
            _c.searched,
            _c.words,
            func.count().label("searches"),
            missed.label("without_results"),
            func.count(_OPENED.c.query_id).label("clicked"),
        )
        .select_from(queries.outerjoin(_OPENED, _OPENED.c.query_id == _c.id))
        .where(span.condition, _c.words.is_not(None))
        .group_by(_c.searched, _c.words)
        .having(rank > 0)
        .order_by(rank.desc(), _c.words, _c.searched)
        .limit(SHOWN)
    )
    return (await session.execute(statement)).mappings().all()


async def reformulations(session: AsyncSession, span: Span) -> Sequence[RowMapping]:
    """Which words people gave up for which."""
    times = func.count()
    statement = (
        select(_c.searched, _c.reformulates.label("before"), _c.words.label("after"))
        .add_columns(times.label("times"))
        .where(span.condition, _c.reformulates.is_not(None))
        .group_by(_c.searched, _c.reformulates, _c.words)
        .order_by(times.desc(), _c.reformulates, _c.words)
        .limit(SHOWN)
    )
    return (await session.execute(statement)).mappings().all()

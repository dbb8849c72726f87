"""The query of a search. A score depends on its own row alone, so that pages stay stable."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    REAL,
    ColumnElement,
    Double,
    FromClause,
    Numeric,
    Select,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.search.facets import Facets, count_facets
from hirewire_gateway.search.sources import Source
from hirewire_gateway.search.tsquery import Queries
from hirewire_gateway.views.orders import by_number, written
from hirewire_gateway.views.paging import PageQuery, PageQueryError

DIGITS = 6
COUNTED = 10_000
"""Facets are counted over that many of the newest finds."""
_WEIGHTS = (0.1, 0.2, 0.4, 1.0)
"""Of the classes D to A, as PostgreSQL has them."""
_AS_TYPED, _WIDENED = 0.75, 0.25
_OVER_ITSELF_PLUS_ONE, _STRETCH = 32, 2.0
HYBRID_KEYWORD, HYBRID_SEMANTIC = 0.5, 0.5


@dataclass(frozen=True, slots=True)
class Near:
    """How near things are in meaning: ``ids`` and their cosines."""

    ids: Sequence[UUID]
    cosines: Sequence[float]


@dataclass(frozen=True, slots=True)
class Asked:
    """No words: everything. Both ``words`` and ``near``: a hybrid search."""

    words: Queries | None
    near: Near | None
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """``states`` with their scores, the best first."""

    states: tuple[tuple[Any, float], ...]
    next: tuple[str, UUID] | None
    facets: Facets


async def find(
    session: AsyncSession, workspace_id: UUID, source: Source, asked: Asked, page: PageQuery
) -> Found:
    """Raises PageQueryError for a filter, a facet or a place that this search does not know."""
    found = _found(workspace_id, source, asked, page)
    if asked.words is not None:
        await session.execute(_admission(workspace_id, asked.words))
    rows = (await session.execute(_cut(found, page))).all()
    shown = rows[: page.limit]
    last = shown[-1] if len(rows) > page.limit else None
    states = tuple((source.view.read(row.state), row.score) for row in shown)
    place = None if last is None else (written(last.score), last.id)
    return Found(states, place, await count_facets(session, source, asked.facets, found, COUNTED))


def _admission(workspace_id: UUID, words: Queries) -> Select[Any]:
    """Until the transaction's end the table of words shows the rows that have them, by its index.

    Each row has its workspace as a word too, so that the index passes over those of others.
    """
    here = cast(f"'{workspace_id}'", TSQUERY).op("&&", return_type=TSQUERY())(words.wide)
    nothing_asked = func.numnode(words.wide) == 0
    return select(
        func.set_config("app.words", case((nothing_asked, ""), else_=cast(here, Text)), True)
    )


def _found(workspace_id: UUID, source: Source, asked: Asked, page: PageQuery) -> CTE:
    table = source.view.listing.table
    columns = table.c
    conditions = source.view.listing.conditions(replace(page, q=None))
    statement = select(columns.id, columns.state)
    score: ColumnElement[Any] = literal(0.0, Double)
    near = None if asked.near is None else _near(asked.near)
    meant = _meant(workspace_id, source, asked, near)
    if meant is not None:
        statement = statement.join(meant, meant.c.id == columns.id)
    if asked.words is not None:
        score = _keyword(columns.words, asked.words)
    if near is not None:
        hybrid = asked.words is not None
        statement = statement.join(near, near.c.id == columns.id, isouter=hybrid)
        cosine = func.coalesce(near.c.cosine, 0.0)
        score = score * HYBRID_KEYWORD + cosine * HYBRID_SEMANTIC if hybrid else cosine
    rounded = cast(func.round(cast(score, Numeric), DIGITS), Double).label("score")
    own = columns.workspace_id == workspace_id
    return statement.add_columns(rounded).where(own, *conditions).cte("found")


def _meant(
    workspace_id: UUID, source: Source, asked: Asked, near: FromClause | None
) -> FromClause | None:
    """What has the words, as ``app.words`` shows it, and what is near if that is asked for too."""
    if asked.words is None:
        return None
    ids = source.words.c
    worded = select(ids.id).where(ids.workspace_id == workspace_id)
    if near is None:
        return worded.subquery("meant")
    return union(worded, select(near.c.id)).subquery("meant")


def _keyword(words: ColumnElement[Any], asked: Queries) -> ColumnElement[Any]:
    """From 0 to 1. What was typed counts more than what it widens to."""
    weights = cast(list(_WEIGHTS), ARRAY(REAL))
    typed, wide = (
        func.ts_rank(weights, words, query, _OVER_ITSELF_PLUS_ONE, type_=Double) * _STRETCH
        for query in (asked.typed, asked.wide)
    )
    return typed * _AS_TYPED + wide * _WIDENED


def _near(near: Near) -> FromClause:
    ids = cast(list(near.ids), ARRAY(Uuid))
    cosines = cast(list(near.cosines), ARRAY(Double))
    return func.unnest(ids, cosines).table_valued("id", "cosine", name="near").render_derived()


def _cut(found: CTE, page: PageQuery) -> Select[Any]:
    order = by_number(found.c.score)
    statement = select(found)
    if page.after is not None:
        try:
            beyond = order.beyond(page.after, found.c.id, descending=True)
        except ValueError:
            raise PageQueryError("cursor", "does not belong to this search") from None
        statement = statement.where(beyond)
    return statement.order_by(*order.by(found.c.id, descending=True)).limit(page.limit + 1)

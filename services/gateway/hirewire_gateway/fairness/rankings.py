"""Who was ranked, by the runs that the gateway shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.fairness.rules import Ranking
from hirewire_gateway.views import tables

_runs = tables.matches.c


@dataclass(frozen=True, slots=True)
class Span:
    """The last run of each job, of those from ``since`` until before ``until``."""

    workspace_id: UUID
    since: datetime
    until: datetime
    job_id: UUID | None = None

    @property
    def condition(self) -> tuple[ColumnElement[bool], ...]:
        within = _runs.created_at >= self.since, _runs.created_at < self.until
        one = () if self.job_id is None else (_runs.job_id == self.job_id,)
        return (_runs.workspace_id == self.workspace_id, *within, *one)


async def rankings(session: AsyncSession, span: Span) -> list[Ranking]:
    statement = (
        select(_runs.job_id, _runs.created_at, _runs.state["items"].label("ranked"))
        .ext(distinct_on(_runs.job_id))
        .where(*span.condition)
        .order_by(_runs.job_id, _runs.created_at.desc())
    )
    return [_ranking(row.created_at, row.ranked) for row in await session.execute(statement)]


def _ranking(at: datetime, items: Sequence[Mapping[str, Any]]) -> Ranking:
    ranked = sorted(items, key=lambda item: item["rank"])
    return Ranking(at, [(UUID(item["candidate_id"]), item["score"]) for item in ranked])

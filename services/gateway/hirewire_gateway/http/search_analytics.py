"""What people search for: GET /v1/search/analytics."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query, Request
from hirewire_contracts.message import Value
from hirewire_contracts.searching import Searched
from hirewire_contracts.settlement import FieldError
from pydantic import AwareDatetime, BaseModel
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.days import Day
from hirewire_gateway.http.problems import invalid
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.search.analytics import report
from hirewire_gateway.search.analytics.report import Span

routes = router("/v1/search/analytics", "search")
_SHOWN_BY_DEFAULT = timedelta(days=30)


class Times(BaseModel):
    since: Day | None = None
    until: Day | None = None


class AskedWords(Value):
    """``clicked`` are searches of which something was opened."""

    searched: Searched
    words: str
    searches: int
    without_results: int
    clicked: int


class Reformulation(Value):
    searched: Searched
    before: str
    after: str
    times: int


class SearchAnalytics(Value):
    """Of all askers together; the most frequent 50 of each list.

    ``mean_click_place`` is that of the first find that was opened, from 1 on.
    """

    since: AwareDatetime
    until: AwareDatetime
    searches: int
    without_results: int
    clicked: int
    mean_click_place: float | None
    queries: tuple[AskedWords, ...]
    fruitless: tuple[AskedWords, ...]
    reformulations: tuple[Reformulation, ...]


@routes.get("", response_model=SearchAnalytics)
async def get_search_analytics(
    request: Request,
    actor: Annotated[Actor, Depends(Permit("search_analytics:read"))],
    times: Annotated[Times, Query()],
) -> Response:
    """From ``since`` (30 days ago) until before ``until`` (now). Nothing of it says who asked."""
    until = times.until or datetime.now(UTC)
    span = Span(actor.workspace_id, times.since or until - _SHOWN_BY_DEFAULT, until)
    if span.since >= span.until:
        raise invalid(FieldError(pointer="?since", detail="must be before until"))
    async with reading(request, actor) as session:
        whole = await report.totals(session, span)
        asked = await report.most_asked(session, span)
        missed = await report.most_asked(session, span, fruitless=True)
        changed = await report.reformulations(session, span)
    answer = SearchAnalytics(
        since=span.since,
        until=span.until,
        searches=whole.searches,
        without_results=whole.without_results,
        clicked=whole.clicked,
        mean_click_place=None if whole.place is None else round(float(whole.place), 2),
        queries=tuple(AskedWords(**row) for row in asked),
        fruitless=tuple(AskedWords(**row) for row in missed),
        reformulations=tuple(Reformulation(**row) for row in changed),
    )
    return json_response(answer)

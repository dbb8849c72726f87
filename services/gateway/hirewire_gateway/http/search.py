"""Search: /v1/search/jobs and /v1/search/candidates."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Request
from fastapi import Query as QueryParameters
from hirewire_chassis import Context
from hirewire_contracts.candidates import Candidate
from hirewire_contracts.jobs import Job
from hirewire_contracts.settlement import FieldError
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.cursors import InvalidCursorError, binding_of
from hirewire_gateway.http.problems import invalid
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.search_models import (
    FacetValue,
    Highlight,
    Hit,
    Mark,
    Reading,
    SearchParameters,
    SearchResults,
)
from hirewire_gateway.http.search_notes import Query, noted
from hirewire_gateway.http.veil import veiled
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.identity.visibility import hidden_filters
from hirewire_gateway.search.finding import Asked, Found, Near, find
from hirewire_gateway.search.highlights import Quote, quote
from hirewire_gateway.search.meaning import nearest
from hirewire_gateway.search.modes import Mode
from hirewire_gateway.search.sources import CANDIDATES, JOBS, Source
from hirewire_gateway.search.synonyms.repository import in_force
from hirewire_gateway.search.tsquery import queries
from hirewire_gateway.search.vocabulary import vocabulary
from hirewire_gateway.search.words import Words, understand
from hirewire_gateway.state import state_of
from hirewire_gateway.views.paging import PageQuery, PageQueryError

routes = router("/v1/search", "search")
Parameters = Annotated[SearchParameters, QueryParameters()]


AWAY = "Matching is away, so that only words were looked up, not what they mean."
WITHOUT_WORDS = "Without words there is nothing to be near to."


@dataclass(frozen=True, slots=True)
class Way:
    """``notice`` says why it is not the way that was asked for."""

    used: Mode
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """One request."""

    request: Request
    actor: Actor
    parameters: SearchParameters
    source: Source

    async def answer(self) -> Response:
        try:
            return await self._answer()
        except PageQueryError as error:
            raise invalid(FieldError(pointer=f"?{error.parameter}", detail=error.detail)) from None

    async def _answer(self) -> Response:
        words = await self._words()
        near, way = await self._near(words)
        page = self._page(way.used)
        facets = tuple(filter(None, self.parameters.facets.split(",")))
        async with reading(self.request, self.actor) as session:
            compiled = None if words is None else await queries(session, words)
            looked_up = None if way.used == "semantic" else compiled
            asked = Asked(looked_up, near, facets)
            found = await find(session, self.actor.workspace_id, self.source, asked, page)
            shown = [veiled(self.actor, state) for state, _ in found.states]
            quotes = await quote(session, self.source, shown, compiled)
        hits: tuple[Hit[Any], ...] = tuple(
            Hit(score=score, highlights=tuple(map(_highlight, quoted)), resource=state)
            for (_, score), state, quoted in zip(found.states, shown, quotes, strict=True)
        )
        search_id = None
        if words is not None and self.parameters.cursor is None:
            query = Query(self.source.name, self.parameters.q, way.used, found=bool(hits))
            search_id = await noted(self.request, self.actor, query)
        return self._response(hits, found, words, way, search_id)

    async def _near(self, words: Words | None) -> tuple[Near | None, Way]:
        mode = self.parameters.mode
        if mode == "keyword":
            return None, Way("keyword")
        if words is None:
            return None, Way("keyword", WITHOUT_WORDS)
        context = Context(
            workspace_id=self.actor.workspace_id,
            actor_id=self.actor.user_id,
            actor_roles=self.actor.told,
        )
        asker = state_of(self.request)["asker"]
        near = await nearest(asker, context, self.source.name, self.parameters.q)
        return (near, Way(mode)) if near is not None else (None, Way("keyword", AWAY))

    async def _words(self) -> Words | None:
        text = self.parameters.q
        if "\0" in text:
            raise PageQueryError("q", "must not contain a NUL character")
        if not text.strip():
            return None
        async with reading(self.request, self.actor) as session:
            own = await in_force(session, self.actor.workspace_id)
        try:
            return understand(text, vocabulary(), own)
        except ValueError as error:
            raise PageQueryError("q", str(error)) from None

    def _page(self, used: Mode) -> PageQuery:
        query = self.request.query_params
        filters = {n: query[n] for n in query if n not in SearchParameters.model_fields}
        for name in hidden_filters(self.actor) & filters.keys():
            raise PageQueryError(name, "filters by what your role does not see")
        after = None
        if self.parameters.cursor is not None:
            try:
                cursors = state_of(self.request)["cursors"]
                after = cursors.open(self.parameters.cursor, self._binding(used))
            except InvalidCursorError:
                raise PageQueryError(
                    "cursor", "is not of this search, or of another mode_used: begin anew"
                ) from None
        return PageQuery(limit=self.parameters.limit, after=after, filters=filters)

    def _binding(self, used: Mode) -> str:
        left_out = {"cursor", "limit", "facets"}
        shape = {k: v for k, v in self.request.query_params.items() if k not in left_out}
        shape["mode"] = used
        return binding_of(self.request.url.path, self.actor.workspace_id, shape)

    def _response(
        self,
        hits: tuple[Hit[Any], ...],
        found: Found,
        words: Words | None,
        way: Way,
        search_id: UUID | None,
    ) -> Response:
        cursor = None
        if found.next is not None:
            cursor = state_of(self.request)["cursors"].seal(found.next, self._binding(way.used))
        results = SearchResults[Any](
            search_id=search_id,
            items=hits,
            next_cursor=cursor,
            mode_used=way.used,
            notice=way.notice,
            readings=_readings(words),
            facets={
                name: tuple(FacetValue(value=value, count=count) for value, count in values)
                for name, values in found.facets.items()
            },
        )
        headers = {} if cursor is None else {"Link": f'<{self._next(cursor)}>; rel="next"'}
        return json_response(results, headers=headers)

    def _next(self, cursor: str) -> str:
        query = {**dict(self.request.query_params), "cursor": cursor}
        return f"{self.request.url.path}?{urlencode(query)}"


@routes.get("/jobs", response_model=SearchResults[Job])
async def search_jobs(
    request: Request, actor: Annotated[Actor, Depends(Permit("jobs:read"))], asked: Parameters
) -> Response:
    """Filters are those of ``GET /v1/jobs``."""
    return await Search(request, actor, asked, JOBS).answer()


@routes.get("/candidates", response_model=SearchResults[Candidate])
async def search_candidates(
    request: Request, actor: Annotated[Actor, Depends(Permit("candidates:read"))], asked: Parameters
) -> Response:
    """Filters are those of ``GET /v1/candidates``."""
    return await Search(request, actor, asked, CANDIDATES).answer()


def _highlight(quoted: Quote) -> Highlight:
    marks = tuple(Mark(start=start, end=end) for start, end in quoted.marks)
    return Highlight(field=quoted.field, text=quoted.text, marks=marks)


def _readings(words: Words | None) -> tuple[Reading, ...]:
    terms = () if words is None else words.terms
    return tuple(
        Reading(word=term.text, corrected=term.corrected, also=term.also)
        for term in terms
        if term.also
    )

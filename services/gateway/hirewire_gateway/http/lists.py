"""Lists: what was asked for, and a page with the way to the next one."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from hirewire_contracts.message import Value
from hirewire_contracts.settlement import FieldError
from pydantic import BaseModel, Field
from starlette.responses import Response

from hirewire_gateway.http.cursors import Cursors, InvalidCursorError, binding_of
from hirewire_gateway.http.problems import invalid
from hirewire_gateway.http.veil import veiled
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.identity.visibility import hidden_filters
from hirewire_gateway.state import state_of
from hirewire_gateway.views.paging import MAX_LIMIT, Page, PageQuery, PageQueryError

T = TypeVar("T")
V = TypeVar("V", bound=Value)


class Listed(BaseModel, Generic[T]):
    """``next_cursor`` is null on the last page; ``total`` is there when it was asked for."""

    items: list[T]
    next_cursor: str | None
    total: int | None = None


class ListParameters(BaseModel):
    """Beside these, each list takes filters by field."""

    limit: int = Field(default=50, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(default=None, max_length=1000)
    sort: str = Field(default="-created_at", max_length=60, description="`-` first: descending")
    q: str | None = Field(default=None, max_length=300, description="full text")
    count: bool = Field(default=False, description="also count the items of all pages")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list request. ``path`` and ``parameters`` are those of the request, for the next link."""

    request: Request
    parameters: ListParameters
    filters: dict[str, str]

    async def answer(
        self, actor: Actor, find: Callable[[PageQuery], Awaitable[Page[V]]]
    ) -> Response:
        """The page as JSON; what ``find`` does not know is a 422 problem."""
        cursors = state_of(self.request)["cursors"]
        binding = self._binding(actor)
        try:
            self._check_filters(actor)
            page = await find(self._query(cursors, binding))
        except PageQueryError as error:
            raise invalid(FieldError(pointer=f"?{error.parameter}", detail=error.detail)) from None
        cursor = None if page.next is None else cursors.seal(page.next, binding)
        shown = tuple(veiled(actor, item) for item in page.items)
        return self._response(replace(page, items=shown), cursor)

    def narrowed(self, **filters: str) -> "Listing":
        """The same list, of those items only that pass these filters too."""
        return replace(self, filters={**self.filters, **filters})

    def _check_filters(self, actor: Actor) -> None:
        for name in hidden_filters(actor) & self.filters.keys():
            raise PageQueryError(name, "filters by what your role does not see")

    def _query(self, cursors: Cursors, binding: str) -> PageQuery:
        asked = self.parameters
        after = None
        if asked.cursor is not None:
            try:
                after = cursors.open(asked.cursor, binding)
            except InvalidCursorError:
                raise PageQueryError("cursor", "is not a cursor of this list") from None
        return PageQuery(
            limit=asked.limit,
            after=after,
            sort=asked.sort.removeprefix("-"),
            descending=asked.sort.startswith("-"),
            filters=self.filters,
            q=asked.q or None,
            count=asked.count,
        )

    def _binding(self, actor: Actor) -> str:
        shape = {**self.filters, "sort": self.parameters.sort, "q": self.parameters.q or ""}
        return binding_of(self.request.url.path, actor.workspace_id, shape)

    def _response(self, page: Page[V], cursor: str | None) -> Response:
        items = ",".join(item.model_dump_json() for item in page.items)
        following = "null" if cursor is None else f'"{cursor}"'
        total = "" if page.total is None else f',"total":{page.total}'
        missing = f',"unanswered":{json.dumps(page.unanswered)}' if page.unanswered else ""
        body = f'{{"items":[{items}],"next_cursor":{following}{total}{missing}}}'
        response = Response(body, media_type="application/json")
        if cursor is not None:
            response.headers["Link"] = f'<{self._next(cursor)}>; rel="next"'
        return response

    def _next(self, cursor: str) -> str:
        query = {**dict(self.request.query_params), "cursor": cursor}
        return f"{self.request.url.path}?{urlencode(query)}"


async def _listing(request: Request, parameters: Annotated[ListParameters, Query()]) -> Listing:
    query = request.query_params
    filters = {name: query[name] for name in query if name not in ListParameters.model_fields}
    return Listing(request, parameters, filters)


ListRequest = Annotated[Listing, Depends(_listing)]

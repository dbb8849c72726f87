"""What of a search is kept for its analytics, and POST /v1/search/{search_id}/clicks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Context, Transaction, new_id
from hirewire_contracts.message import Value
from hirewire_contracts.searching import Searched
from pydantic import Field
from starlette.responses import Response

from hirewire_gateway.http.idempotency import answer_once
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.search.analytics.recording import Noted, note, note_click, searched_by
from hirewire_gateway.search.analytics.rules import asker, kept
from hirewire_gateway.search.modes import Mode
from hirewire_gateway.search.sources import SOURCES
from hirewire_gateway.state import state_of

routes = router("/v1/search", "search")


@dataclass(frozen=True, slots=True)
class Query:
    """What was searched for, and whether anything was ``found``."""

    searched: Searched
    words: str
    mode: Mode
    found: bool


class Click(Value):
    """``place`` of the find in the list, from 1 on."""

    resource_id: UUID
    place: int = Field(ge=1, le=10_000)


async def noted(request: Request, actor: Actor, query: Query) -> UUID:
    """Keep it without saying who asked; the id by which a click refers to it."""
    state = state_of(request)
    secret = state["keys"].derive("search analytics")
    search = Noted(
        id=new_id(),
        searched=query.searched,
        words=kept(query.words),
        mode=query.mode,
        found=query.found,
        asker=asker(secret, actor.user_id, datetime.now(UTC).date()),
    )
    context = Context(workspace_id=actor.workspace_id, actor_id=actor.user_id)
    async with state["database"].transaction(context) as tx:
        await note(tx, search)
    return search.id


@routes.post("/{search_id}/clicks", status_code=204, response_class=Response)
async def note_opened(
    search_id: UUID, body: Click, writing: Annotated[Writing, Depends(Write("searches:write"))]
) -> Response:
    """Say that a find was opened; each counts once for a search. Nobody learns who did."""
    async with writing.database.transaction(writing.context(new_id())) as tx:
        return await answer_once(
            tx, writing.key, writing.busy, lambda: _opened(tx, search_id, body)
        )


async def _opened(tx: Transaction, search_id: UUID, click: Click) -> Response:
    searched = await searched_by(tx.session, tx.workspace_id, search_id)
    if searched is None:
        raise not_found("search")
    source = SOURCES[searched]
    if await source.view.get(tx.session, tx.workspace_id, click.resource_id) is None:
        raise not_found(source.kind)
    await note_click(tx, search_id, click.resource_id, click.place)
    return Response(status_code=204)

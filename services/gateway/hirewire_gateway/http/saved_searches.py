"""Searches that people keep, each their own: /v1/saved-searches."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Context, Transaction, new_id
from hirewire_contracts.settlement import FieldError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.collections import Collection, add_reads
from hirewire_gateway.http.commands import Represent, Show
from hirewire_gateway.http.conditions import IfMatch, check_match
from hirewire_gateway.http.idempotency import answer_once
from hirewire_gateway.http.problems import fail, invalid, not_found
from hirewire_gateway.http.representation import created_response, resource_response, shown_to
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.saved_search_models import NewSavedSearch, SavedSearchChanges
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.identity.permissions import Actor, Resource, can
from hirewire_gateway.identity.visibility import hidden_filters
from hirewire_gateway.search.saved.models import SavedSearch
from hirewire_gateway.search.saved.repository import SavedSearches, keep
from hirewire_gateway.search.sources import SOURCES
from hirewire_gateway.search.synonyms.repository import in_force
from hirewire_gateway.search.vocabulary import vocabulary
from hirewire_gateway.search.words import Words, understand
from hirewire_gateway.state import state_of
from hirewire_gateway.views.paging import PageQuery, PageQueryError

routes = router("/v1/saved-searches", "search")
MOST_SEARCHES = 100
Owner = Annotated[Actor, Depends(Permit("searches:write"))]


@routes.post("", status_code=201, response_model=SavedSearch)
async def save_search(
    body: NewSavedSearch, writing: Annotated[Writing, Depends(Write("searches:write"))]
) -> Response:
    """With ``alerts``, whoever keeps it is told of each thing that begins to fit it, once."""
    async with writing.database.transaction(writing.context(new_id())) as tx:
        return await answer_once(
            tx, writing.key, writing.busy, lambda: _created(tx, writing.actor, body)
        )


@routes.patch("/{saved_search_id}", response_model=SavedSearch)
async def change_saved_search(
    request: Request,
    saved_search_id: UUID,
    body: SavedSearchChanges,
    actor: Owner,
    if_match: IfMatch = None,
) -> Response:
    """What is searched stays; keep another search for that."""
    async with state_of(request)["database"].transaction(_context(actor)) as tx:
        search = await _locked(tx, actor, saved_search_id)
        check_match(search.sequence, if_match)
        changes = body.model_dump(exclude_unset=True)
        stamp = {"sequence": search.sequence + 1, "updated_at": tx.now}
        changed = search.model_copy(update={**changes, **stamp})
        await keep(tx, changed, await _checked(tx, actor, changed))
    return resource_response(changed)


@routes.delete("/{saved_search_id}", status_code=204, response_class=Response)
async def delete_saved_search(
    request: Request, saved_search_id: UUID, actor: Owner, if_match: IfMatch = None
) -> Response:
    """It alerts nobody from now on; what it has told stays among the notifications."""
    async with state_of(request)["database"].transaction(_context(actor)) as tx:
        search = await _locked(tx, actor, saved_search_id)
        check_match(search.sequence, if_match)
        await SavedSearches(tx.session, actor.workspace_id, actor.user_id).delete(search.id)
    return Response(status_code=204)


async def _created(tx: Transaction, actor: Actor, body: NewSavedSearch) -> Response:
    searches = SavedSearches(tx.session, actor.workspace_id, actor.user_id)
    if await searches.lock() >= MOST_SEARCHES:
        raise fail(409, "too_many_searches", f"One keeps {MOST_SEARCHES} searches at most.")
    search = SavedSearch(
        id=new_id(),
        workspace_id=actor.workspace_id,
        sequence=1,
        created_by=actor.user_id,
        created_at=tx.now,
        updated_at=tx.now,
        user_id=actor.user_id,
        **body.model_dump(),
    )
    await keep(tx, search, await _checked(tx, actor, search))
    return created_response(search, f"/v1/saved-searches/{search.id}")


async def _locked(tx: Transaction, actor: Actor, search_id: UUID) -> SavedSearch:
    searches = SavedSearches(tx.session, actor.workspace_id, actor.user_id)
    await searches.lock()
    search = await searches.get(search_id)
    if search is None:
        raise not_found("saved search")
    return search


async def _checked(tx: Transaction, actor: Actor, search: SavedSearch) -> Words | None:
    """What its words mean. Raises a 403 problem, or a 422 problem with every fault."""
    source = SOURCES[search.searched]
    if not can(actor, source.permission, Resource(actor.workspace_id)):
        raise fail(403, "forbidden", f"You may not do this here: {source.permission}.")
    hidden = hidden_filters(actor) & search.filters.keys()
    faults = [_fault(f"/filters/{name}", "is by what your role does not see") for name in hidden]
    if search.alerts and search.mode == "semantic":
        faults.append(_fault("/alerts", "need words to fit: mode keyword or hybrid"))
    try:
        source.view.listing.conditions(PageQuery(filters=search.filters))
    except PageQueryError as error:
        faults.append(_fault(f"/filters/{error.parameter}", error.detail))
    words = None
    try:
        own = await in_force(tx.session, actor.workspace_id)
        words = understand(search.q, vocabulary(), own) if search.q.strip() else None
    except ValueError as error:
        faults.append(_fault("/q", str(error)))
    if faults:
        raise invalid(*faults)
    return words


def _fault(pointer: str, detail: str) -> FieldError:
    return FieldError(pointer=pointer, detail=detail)


def _shown_to(actor: Actor) -> Show:
    async def show(session: AsyncSession, search_id: UUID) -> Represent | None:
        search = await SavedSearches(session, actor.workspace_id, actor.user_id).get(search_id)
        return None if search is None else partial(shown_to, actor, search)

    return show


def _context(actor: Actor) -> Context:
    return Context(workspace_id=actor.workspace_id, actor_id=actor.user_id)


add_reads(
    routes,
    Collection(
        "saved_search",
        "searches:write",
        item=SavedSearch,
        row=SavedSearch,
        show=lambda _state, actor: _shown_to(actor),
        page=lambda session, actor, query: SavedSearches(
            session, actor.workspace_id, actor.user_id
        ).page(query),
    ),
)

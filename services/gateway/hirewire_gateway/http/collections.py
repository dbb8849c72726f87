"""The two reads that every collection has: its list and one of its items."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from hirewire_contracts.values import Stamp
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.commands import Show
from hirewire_gateway.http.conditions import IfNoneMatch
from hirewire_gateway.http.lists import Listed, ListRequest
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import unless_known
from hirewire_gateway.identity.permissions import Actor, Permission
from hirewire_gateway.state import State, state_of
from hirewire_gateway.views.paging import Page, PageQuery

S = TypeVar("S", bound=Stamp)


@dataclass(frozen=True, slots=True)
class Collection(Generic[S]):
    """``what`` is one item's name; ``item`` the model of one, ``row`` that of one in the list."""

    what: str
    permission: Permission
    item: type[Stamp]
    row: type[S]
    show: Callable[[State, Actor], Show]
    page: Callable[[AsyncSession, Actor, PageQuery], Awaitable[Page[S]]]


def add_reads(routes: APIRouter, collection: Collection[S]) -> None:
    """Add ``GET`` of the list and ``GET /{<what>_id}``; call it after the fixed paths."""
    what = collection.what
    id_name = f"{what}_id"

    async def list_items(
        request: Request,
        actor: Annotated[Actor, Depends(Permit(collection.permission))],
        asked: ListRequest,
    ) -> Response:
        async with reading(request, actor) as session:
            return await asked.answer(actor, lambda query: collection.page(session, actor, query))

    async def get_item(
        request: Request,
        item_id: Annotated[UUID, Path(alias=id_name)],
        actor: Annotated[Actor, Depends(Permit(collection.permission))],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        show = collection.show(state_of(request), actor)
        async with reading(request, actor) as session:
            represent = await show(session, item_id)
        if represent is None:
            raise not_found(what)
        return unless_known(await represent(), if_none_match)

    listed = Listed[collection.row]  # type: ignore[name-defined]
    routes.add_api_route("", list_items, name=f"list_{what}", response_model=listed)
    routes.add_api_route(
        f"/{{{id_name}}}", get_item, name=f"get_{what}", response_model=collection.item
    )

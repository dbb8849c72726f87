"""Reading one resource of a workspace: its representation, 304, or 404."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar
from uuid import UUID

from fastapi import Request
from hirewire_chassis import Context, Transaction
from hirewire_contracts.values import Reference, Stamp
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.http.commands import Represent, Show
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.representation import shown_to
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.state import state_of

S = TypeVar("S", bound=Stamp)
Get = Callable[[AsyncSession, UUID, UUID], Awaitable[S | None]]
"""A view's ``get(session, workspace_id, id)``."""


@asynccontextmanager
async def reading(request: Request, actor: Actor) -> AsyncIterator[AsyncSession]:
    """A session that sees what this actor may see."""
    context = Context(workspace_id=actor.workspace_id, actor_id=actor.user_id)
    async with state_of(request)["database"].reading(context) as session:
        yield session


async def found(get: Get[S], tx: Transaction, what: str, state_id: UUID) -> S:
    """The resource that a write is about. Raises a 404 problem."""
    state = await get(tx.session, tx.workspace_id, state_id)
    if state is None:
        raise not_found(what)
    return state


def shown_by(get: Get[S], actor: Actor) -> Show:
    """How the state that ``get`` finds is shown to this actor."""

    async def show(session: AsyncSession, state_id: UUID) -> Represent | None:
        state = await get(session, actor.workspace_id, state_id)
        return None if state is None else partial(shown_to, actor, state)

    return show


def reference(kind: str, collection: str, state_id: UUID) -> Reference:
    return Reference(kind=kind, id=state_id, href=f"/v1/{collection}/{state_id}")

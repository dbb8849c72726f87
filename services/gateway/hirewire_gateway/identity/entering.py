"""Acting somewhere else within one transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from hirewire_chassis import Transaction
from sqlalchemy import text

_ENTER = text(
    "select set_config('app.workspace_id', :workspace, true),"
    " set_config('app.user_id', :user, true)"
)


@asynccontextmanager
async def acting(tx: Transaction, workspace_id: UUID, user_id: UUID) -> AsyncIterator[None]:
    """Row-level security lets one see and write what is theirs, until this is left."""
    await _enter(tx, workspace_id, user_id)
    yield
    await _enter(tx, tx.context.workspace_id, tx.context.actor_id)


async def _enter(tx: Transaction, workspace_id: UUID | None, user_id: UUID | None) -> None:
    await tx.session.flush()
    ids = {"workspace": str(workspace_id or ""), "user": str(user_id or "")}
    await tx.session.execute(_ENTER, ids)

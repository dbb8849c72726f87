"""Keeping what was searched for and what was opened of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_contracts.searching import Searched
from sqlalchemy import Row, exists, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_once
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.search.analytics.rules import synonym
from hirewire_gateway.search.analytics.tables import clicks, queries
from hirewire_gateway.search.modes import Mode
from hirewire_gateway.search.synonyms.repository import propose

_IN_A_ROW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Noted:
    """The first page of a search; ``found``: whether anything was."""

    id: UUID
    searched: Searched
    words: str | None
    mode: Mode
    found: bool
    asker: bytes


async def note(tx: Transaction, noted: Noted) -> None:
    """Other words of the same asker soon after a search that helped nothing reformulate it.

    If it had found nothing at all, and these find something, that proposes a synonym.
    """
    last = await _last(tx, noted)
    other = last is not None and None not in (last.words, noted.words) and last.words != noted.words
    row = {
        "id": noted.id,
        "workspace_id": tx.workspace_id,
        "searched": noted.searched,
        "words": noted.words,
        "mode": noted.mode,
        "found": noted.found,
        "asker": noted.asker,
        "reformulates": last.words if last is not None and other else None,
        "at": tx.now,
    }
    await tx.session.execute(insert(queries).values(row))
    if last is not None and other and noted.found and not last.found:
        pair = synonym(last.words, noted.words or "")
        if pair is not None:
            await propose(tx, *pair)


async def _last(tx: Transaction, noted: Noted) -> Row[Any] | None:
    """The asker's last search of this kind, if it was just now and nothing of it was opened."""
    columns = queries.c
    opened = exists().where(clicks.c.query_id == columns.id).label("opened")
    own = columns.workspace_id == tx.workspace_id, columns.asker == noted.asker
    asked = select(columns.words, columns.found, opened).where(
        *own, columns.searched == noted.searched, columns.at > tx.now - _IN_A_ROW
    )
    row = (await tx.session.execute(asked.order_by(columns.at.desc()).limit(1))).first()
    return None if row is None or row.opened else row


async def searched_by(session: AsyncSession, workspace_id: UUID, query_id: UUID) -> Searched | None:
    """What kind of thing the search was for; None when there is no such search."""
    columns = queries.c
    own = columns.workspace_id == workspace_id, columns.id == query_id
    searched: Searched | None = await session.scalar(select(columns.searched).where(*own))
    return searched


async def note_click(tx: Transaction, query_id: UUID, resource_id: UUID, place: int) -> None:
    """Once for each find, however often it is opened."""
    row = {
        "query_id": query_id,
        "resource_id": resource_id,
        "workspace_id": tx.workspace_id,
        "place": place,
    }
    await tx.session.execute(insert_once(clicks).values(row).on_conflict_do_nothing())

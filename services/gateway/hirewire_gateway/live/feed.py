"""The live events of a workspace: a short log, in the order in which they became true."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hirewire_chassis import Transaction, new_id
from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    DateTime,
    MetaData,
    Table,
    Text,
    Uuid,
    delete,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.live.wake import CHANNEL, Wake

KEPT_FOR = timedelta(days=7)
KEPT_EVENTS = 100_000
_PRUNED_EVERY = 500

_events = Table(
    "live_events",
    MetaData(),
    Column("position", BigInteger, primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("workspace_id", Uuid, nullable=False),
    Column("user_id", Uuid),
    Column("type", Text, nullable=False),
    Column("topics", ARRAY(Text), nullable=False),
    Column("resource", JSONB, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)


_TELL = text("""
with turn as materialized (
    select pg_advisory_xact_lock(hashtextextended(:turn, 0)), pg_notify(:channel, :hint)
)
insert into live_events (id, workspace_id, user_id, type, topics, resource)
select told.* from turn, jsonb_to_recordset(cast(:rows as jsonb)) as told
    (id uuid, workspace_id uuid, user_id uuid, type text, topics text[], resource jsonb)
returning position
""")
"""Takes the workspace's turn before positions are given, and wakes every replica at the commit."""


class Resource(BaseModel):
    """What to read again; ``sequence`` is its version, None where the resource has none."""

    model_config = ConfigDict(frozen=True)

    kind: str
    id: UUID
    href: str
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something to tell: to all in the workspace, or to one ``user_id``.

    ``topics`` go from the general to the particular: ``("jobs", "jobs:<id>")``.
    """

    type: str
    topics: tuple[str, ...]
    resource: Resource
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LiveEvent:
    position: int
    id: UUID
    user_id: UUID | None
    type: str
    topics: tuple[str, ...]
    resource: Resource
    at: datetime


async def tell(tx: Transaction, changes: Sequence[Change], finished: UUID | None = None) -> None:
    """Append to the workspace's log when ``tx`` commits; ``finished`` is an operation now done.

    The lock makes positions follow the order of commits, so that nobody who has read up to one
    of them can miss another. The first event has the id of the message that is being handled.
    """
    if not changes:
        return
    ids = [tx.context.causation_id or new_id(), *(new_id() for _ in changes[1:])]
    rows = [_row(tx, key, change) for key, change in zip(ids, changes, strict=True)]
    what = {
        "turn": f"live_events:{tx.workspace_id}",
        "channel": CHANNEL,
        "hint": Wake(workspace=tx.workspace_id, operation=finished).as_text(),
        "rows": to_json(rows).decode(),
    }
    positions = (await tx.session.scalars(_TELL, what)).all()
    if any(position % _PRUNED_EVERY == 0 for position in positions):
        await prune(tx)


async def events_after(
    session: AsyncSession, workspace_id: UUID, position: int, limit: int, upto: int | None = None
) -> list[LiveEvent]:
    columns = _events.c
    statement = select(
        columns.position,
        columns.id,
        columns.user_id,
        columns.type,
        columns.topics,
        columns.resource,
        columns.at,
    ).where(columns.workspace_id == workspace_id, columns.position > position)
    if upto is not None:
        statement = statement.where(columns.position <= upto)
    rows = await session.execute(statement.order_by(columns.position).limit(limit))
    return [
        LiveEvent(
            row.position,
            row.id,
            row.user_id,
            row.type,
            tuple(row.topics),
            Resource.model_validate(row.resource),
            row.at,
        )
        for row in rows
    ]


async def position_of(session: AsyncSession, workspace_id: UUID, event_id: UUID) -> int | None:
    """Where this event stands; None when it is not, or no longer, in this workspace's log."""
    columns = _events.c
    statement = select(columns.position).where(columns.workspace_id == workspace_id)
    return await session.scalar(statement.where(columns.id == event_id))


async def newest(session: AsyncSession, workspace_id: UUID) -> tuple[int, UUID | None]:
    """The position and id of the last event; ``(0, None)`` when there is none."""
    columns = _events.c
    statement = select(columns.position, columns.id).where(columns.workspace_id == workspace_id)
    row = (await session.execute(statement.order_by(columns.position.desc()).limit(1))).first()
    return (0, None) if row is None else (row.position, row.id)


async def prune(tx: Transaction) -> None:
    """Forget this workspace's oldest events: those past KEPT_FOR or beyond KEPT_EVENTS."""
    columns = _events.c
    own = columns.workspace_id == tx.workspace_id
    newest_first = select(columns.position).where(own).order_by(columns.position.desc())
    first_beyond = newest_first.offset(KEPT_EVENTS).limit(1).scalar_subquery()
    old = or_(columns.at < tx.now - KEPT_FOR, columns.position <= first_beyond)
    await tx.session.execute(delete(_events).where(own, old))


def _row(tx: Transaction, event_id: UUID, change: Change) -> dict[str, object]:
    return {
        "id": event_id,
        "workspace_id": tx.workspace_id,
        "user_id": change.user_id,
        "type": change.type,
        "topics": change.topics,
        "resource": change.resource,
    }

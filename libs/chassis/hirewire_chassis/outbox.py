"""Messages on their way out: rows that commit with the facts they tell."""

from collections.abc import Mapping
from datetime import datetime
from zlib import crc32

from hirewire_contracts import SCHEMA_PREFIX, Envelope, Message
from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_chassis import tables
from hirewire_chassis.context import Context
from hirewire_chassis.errors import OversizedError
from hirewire_chassis.ids import new_id
from hirewire_chassis.topology import EXCHANGES

PARTITIONS = 8
MOST_BYTES = 16 * 1024 * 1024
"""Of one message; the broker's own limit (deploy/rabbitmq) is the same."""

INSERT = insert(tables.outbox).values(
    available_at=func.coalesce(bindparam("at", type_=tables.outbox.c.available_at.type), func.now())
)
"""Due when the database says so: the clocks of the processes need not agree."""


def partition_of(aggregate: str) -> int:
    """Where all messages about one aggregate go, so that one relay sends them in order."""
    return crc32(aggregate.encode()) % PARTITIONS


def envelope_for(message: Message, context: Context, source: str, at: datetime) -> Envelope:
    return Envelope(
        id=new_id(),
        source=f"/hirewire/{source}",
        type=message.type,
        subject=str(message.subject),
        time=at,
        dataschema=f"{SCHEMA_PREFIX}{message.type}",
        correlationid=context.correlation_id,
        causationid=context.causation_id,
        actorid=context.actor_id,
        actorroles=context.actor_roles,
        workspaceid=context.workspace_id,
        sequence=message.sequence,
        traceparent=context.traceparent,
        data=message.model_dump(mode="json"),
    )


def row_for(
    envelope: Envelope, message: Message, available_at: datetime | None, key: str | None = None
) -> Mapping[str, object]:
    aggregate = str(message.subject)
    body = envelope.to_json()
    if len(body) > MOST_BYTES:
        raise OversizedError(f"{message.type} has {len(body)} bytes, at most {MOST_BYTES}")
    return {
        "message_id": envelope.id,
        "part": partition_of(aggregate),
        "aggregate": aggregate,
        "exchange": EXCHANGES[message.kind],
        "routing_key": message.type,
        "envelope": body,
        "at": available_at,
        "cancel_key": key,
    }


async def withdraw(session: AsyncSession, key: str) -> int:
    """Delete what was to be sent later under this key; how many messages that were.

    The rows are locked before the clock is read: the relay passes over a locked row, and one that
    is due by then, or was tried before, may be on its way already, so it stays.
    """
    c = tables.outbox.c
    await session.execute(select(c.id).where(c.cancel_key == key).with_for_update())
    later = (c.available_at > func.clock_timestamp(), c.attempts == 0)
    statement = delete(tables.outbox).where(c.cancel_key == key, *later).returning(c.id)
    return len((await session.execute(statement)).all())

"""Messages on their way out: rows that commit with the facts they tell."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zlib import crc32

from hirewire_contracts import SCHEMA_PREFIX, Envelope, Message

from hirewire_chassis.context import Context
from hirewire_chassis.ids import new_id
from hirewire_chassis.topology import COMMANDS, EVENTS

PARTITIONS = 8


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
    envelope: Envelope, message: Message, available_at: datetime | None
) -> Mapping[str, object]:
    aggregate = str(message.subject)
    row: dict[str, object] = {
        "message_id": envelope.id,
        "part": partition_of(aggregate),
        "aggregate": aggregate,
        "exchange": COMMANDS if message.kind == "command" else EVENTS,
        "routing_key": message.type,
        "envelope": envelope.to_json(),
    }
    if available_at is not None:
        row["available_at"] = available_at
    return row


def message_id_of(row: Mapping[str, object]) -> UUID:
    message_id = row["message_id"]
    if not isinstance(message_id, UUID):
        raise TypeError("message_id is not a UUID")
    return message_id

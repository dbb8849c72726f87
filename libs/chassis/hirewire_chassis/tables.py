"""The chassis's own tables; every service has them in its own schema (found by search_path)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()
"""What every service has."""

optional = MetaData()
"""What a service has that needs it, by a migration of its own."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("message_id", Uuid, nullable=False, unique=True),
    Column("part", SmallInteger, nullable=False),
    Column("aggregate", Text, nullable=False),
    Column("exchange", Text, nullable=False),
    Column("routing_key", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("cancel_key", Text),
    Column("available_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("last_error", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

inbox = Table(
    "inbox",
    metadata,
    Column("handler", Text, primary_key=True),
    Column("message_id", Uuid, primary_key=True),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("death_id", Uuid, nullable=False, unique=True),
    Column("message_id", Text),
    Column("origin_queue", Text, nullable=False),
    Column("type", Text),
    Column("reason", Text, nullable=False),
    Column("error_class", Text),
    Column("error_message", Text),
    Column("traceback_hash", Text),
    Column("traceback", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("first_at", DateTime(timezone=True)),
    Column("dead_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("envelope", JSONB),
    Column("raw", LargeBinary, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("status", Text, nullable=False, server_default="new"),
    Column("replayed_at", DateTime(timezone=True)),
    Column("replayed_by", Text),
)

message_leases = Table(
    "message_leases",
    optional,
    Column("handler", Text, primary_key=True),
    Column("message_id", Uuid, primary_key=True),
    Column("token", BigInteger, nullable=False),
    Column("lease_until", DateTime(timezone=True), nullable=False),
    Column("prepared_at", DateTime(timezone=True)),
    Column("result", LargeBinary),
)

schedules = Table(
    "schedules",
    optional,
    Column("name", Text, primary_key=True),
    Column("cron", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("catch_up", Text, nullable=False),
    Column("jitter", Interval, nullable=False),
    Column("paused", Boolean, nullable=False, server_default="false"),
    Column("next_at", DateTime(timezone=True)),
    Column("requested_at", DateTime(timezone=True)),
    Column("last_fire_at", DateTime(timezone=True)),
    Column("last_result", Text),
    Column("changed_by", Text),
)

schedule_fires = Table(
    "schedule_fires",
    optional,
    Column("schedule", Text, primary_key=True),
    Column("fire_at", DateTime(timezone=True), primary_key=True),
    Column("correlation_id", Uuid, nullable=False),
    Column("fired_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

processes = Table(
    "processes",
    optional,
    Column("kind", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("workspace_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("deadline", DateTime(timezone=True)),
    Column("data", JSONB, nullable=False),
    Column("timeouts", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

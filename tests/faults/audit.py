"""Triggers of the harness's own in the services' database: what was sent, what went back.

They commit with what they record, so they know what the tables forget once a row is delivered.
"""

import asyncpg
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from hirewire_chassis.engine import engine_for
from hirewire_chassis.migrations import create_process_table
from sqlalchemy import Connection, text

_TABLES = """
create schema faults;
create table faults.sent(
    at timestamptz not null default clock_timestamp(), service text not null,
    message_id uuid not null, routing_key text not null, aggregate text not null,
    causation uuid, correlation uuid, sequence numeric, outcome text);
create index on faults.sent(causation);
create table faults.regressions(at timestamptz not null default clock_timestamp(),
    id uuid, old_sequence bigint, new_sequence bigint);
create function faults.note_sent() returns trigger language plpgsql security definer as $$
declare said jsonb := convert_from(new.envelope, 'utf8')::jsonb;
begin
    insert into faults.sent(service, message_id, routing_key, aggregate, causation, correlation,
        sequence, outcome)
    values (tg_table_schema, new.message_id, new.routing_key, new.aggregate,
        (said->>'causationid')::uuid, (said->>'correlationid')::uuid,
        (said->>'sequence')::numeric, said->'data'->>'outcome');
    return null;
end $$;
create function faults.note_regression() returns trigger language plpgsql security definer as $$
begin
    if new.sequence <= old.sequence then
        insert into faults.regressions(id, old_sequence, new_sequence)
        values (new.id, old.sequence, new.sequence);
    end if;
    return null;
end $$;
create function faults.forget_withdrawn() returns trigger language plpgsql security definer as $$
begin
    delete from faults.sent where message_id = old.message_id
        and old.available_at > clock_timestamp();
    return null;
end $$;
create table faults.trips(at timestamptz not null default clock_timestamp(),
    trip_id uuid not null, what text not null);
create table faults.ticks(at timestamptz not null default clock_timestamp(),
    fire_at timestamptz not null);
grant usage on schema faults to hirewire_jobs;
grant insert on faults.trips, faults.ticks to hirewire_jobs;
create trigger note_regression after update on gateway.view_jobs
    for each row execute function faults.note_regression();
"""


_TRIGGERS = """
create trigger note_sent after insert on {schema}.outbox
    for each row execute function faults.note_sent();
create trigger forget_withdrawn after delete on {schema}.outbox
    for each row when (old.cancel_key is not null) execute function faults.forget_withdrawn();
"""


async def install(admin_url: str) -> None:
    """Also the table that the flow of ``trips`` needs, unless the service has it itself."""
    await _give_jobs_processes(admin_url)
    connection = await asyncpg.connect(admin_url)
    try:
        await connection.execute(_TABLES)
        for schema in await connection.fetch(
            "select schemaname from pg_tables where tablename = 'outbox'"
        ):
            await connection.execute(_TRIGGERS.format(schema=schema["schemaname"]))
    finally:
        await connection.close()


async def _give_jobs_processes(admin_url: str) -> None:
    def create(connection: Connection) -> None:
        connection.execute(text("set role hirewire_jobs_owner"))
        if connection.scalar(text("select to_regclass('processes')")) is None:
            create_process_table(Operations(MigrationContext.configure(connection)))

    engine = engine_for(admin_url, "jobs", pool_size=1)
    async with engine.begin() as connection:
        await connection.run_sync(create)
    await engine.dispose()

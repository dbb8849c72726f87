"""Triggers of the harness's own in the services' database: what was sent, what went back.

They commit with what they record, so they know what the tables forget once a row is delivered.
"""

import asyncpg

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
create trigger note_regression after update on gateway.view_jobs
    for each row execute function faults.note_regression();
"""


async def install(admin_url: str) -> None:
    connection = await asyncpg.connect(admin_url)
    try:
        await connection.execute(_TABLES)
        for schema in await connection.fetch(
            "select schemaname from pg_tables where tablename = 'outbox'"
        ):
            await connection.execute(
                f"create trigger note_sent after insert on {schema['schemaname']}.outbox"
                " for each row execute function faults.note_sent()"
            )
    finally:
        await connection.close()

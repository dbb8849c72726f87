"""Schema changes: Alembic per service, version table in the service's own schema."""

import asyncio
from pathlib import Path
from types import ModuleType

from alembic import command, context
from alembic.config import Config
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from hirewire_chassis import tables
from hirewire_chassis.engine import engine_for

_NOTIFY = """
create function outbox_notify() returns trigger language plpgsql as $$
begin
    perform pg_notify('outbox_' || tg_table_schema, '');
    return null;
end $$
"""


_GROWTH = (
    "alter table outbox add column if not exists cancel_key text",
    "create index if not exists outbox_cancel on outbox (cancel_key) where cancel_key is not null",
)
"""What the chassis's tables have got since they were first created (docs/adr/0014)."""
_GROWN = "select to_regclass('outbox_cancel') is not null or to_regclass('outbox') is null"


def create_chassis_tables(op: Operations | ModuleType) -> None:
    """Outbox, inbox and dead letters, for a service's first migration."""
    tables.metadata.create_all(op.get_bind(), checkfirst=False)
    op.create_index("outbox_due", "outbox", ["part", "id"])
    op.create_index("outbox_aggregate", "outbox", ["aggregate", "id"])
    op.create_index("inbox_received", "inbox", ["received_at"])
    op.create_index("dead_letters_group", "dead_letters", ["status", "origin_queue"])
    op.execute(
        "alter table outbox set (autovacuum_vacuum_scale_factor = 0,"
        " autovacuum_vacuum_threshold = 1000, fillfactor = 90)"
    )
    op.execute(_NOTIFY)
    _grow(op.get_bind())
    op.execute(
        "create trigger outbox_inserted after insert on outbox"
        " for each statement execute function outbox_notify()"
    )


def drop_chassis_tables(op: Operations | ModuleType) -> None:
    tables.metadata.drop_all(op.get_bind(), checkfirst=False)
    op.execute("drop function outbox_notify()")


def create_lease_table(op: Operations | ModuleType) -> None:
    """For a service with handlers that are ``Prepared`` under a lease."""
    tables.message_leases.create(op.get_bind())


def drop_lease_table(op: Operations | ModuleType) -> None:
    op.drop_table("message_leases")


def create_schedule_tables(op: Operations | ModuleType) -> None:
    """For a service with ``Schedule``s."""
    tables.schedules.create(op.get_bind())
    tables.schedule_fires.create(op.get_bind())


def drop_schedule_tables(op: Operations | ModuleType) -> None:
    op.drop_table("schedule_fires")
    op.drop_table("schedules")


def create_process_table(op: Operations | ModuleType) -> None:
    """For a service with a ``Process``.

    Whoever counts the stuck ones sees all workspaces, whoever sweeps sees what has ended in them.
    """
    tables.processes.create(op.get_bind())
    op.create_index("processes_deadline", "processes", ["deadline"])
    op.execute("create index processes_ended on processes (updated_at) where deadline is null")
    isolate_by_workspace(op, "processes")
    op.execute(
        "create policy processes_watch on processes for select"
        " using ((select current_setting('app.watch', true)) = 'processes')"
    )
    for right in ("select", "delete"):
        op.execute(
            f"create policy processes_swept_{right} on processes for {right}"
            " using ((select current_setting('app.sweep', true)) = 'processes'"
            " and deadline is null)"
        )


def drop_process_table(op: Operations | ModuleType) -> None:
    op.drop_table("processes")


def isolate_by_workspace(op: Operations | ModuleType, table: str) -> None:
    """Nobody, the table's owner included, sees rows of another workspace than the transaction's."""
    _isolate(op, table, "workspace_id", "app.workspace_id")


def isolate_by_user(op: Operations | ModuleType, table: str, *, column: str = "user_id") -> None:
    """Personal rows: only for their user."""
    _isolate(op, table, column, "app.user_id")


def _isolate(op: Operations | ModuleType, table: str, column: str, setting: str) -> None:
    own = f"{column} = (select nullif(current_setting('{setting}', true), '')::uuid)"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy {table}_own on {table} using ({own}) with check ({own})")


def run_migrations(schema: str) -> None:
    """The body of a service's ``migrations/env.py``."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(
        connection=connection, version_table_schema=schema, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()


def migrations_folder(package: ModuleType) -> Path:
    """Beside the package in a checkout, within it when installed from a wheel."""
    inside = Path(str(package.__file__)).parent
    beside = inside.parent / "migrations"
    return beside if beside.is_dir() else inside / "migrations"


def head_of(folder: Path) -> str | None:
    return ScriptDirectory.from_config(_config(folder)).get_current_head()


def upgrade(url: str, schema: str, folder: Path, revision: str = "head") -> None:
    """Bring ``schema`` to ``revision`` as the role ``<schema>_owner``'s member in ``url``."""
    asyncio.run(_run(url, schema, folder, revision, up=True))


def downgrade(url: str, schema: str, folder: Path, revision: str = "base") -> None:
    asyncio.run(_run(url, schema, folder, revision, up=False))


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def _grow(connection: Connection) -> None:
    """Asked first: even an alteration that changes nothing waits for everybody."""
    if not connection.scalar(text(_GROWN)):
        for statement in _GROWTH:
            connection.execute(text(statement))


async def _run(url: str, schema: str, folder: Path, revision: str, *, up: bool) -> None:
    engine = engine_for(url, schema, pool_size=1)
    step = command.upgrade if up else command.downgrade

    def migrate(connection: Connection) -> None:
        connection.execute(text(f'set role "hirewire_{schema}_owner"'))
        connection.commit()
        config = _config(folder)
        config.attributes["connection"] = connection
        step(config, revision)
        _grow(connection)

    async with engine.connect() as connection:
        await connection.run_sync(migrate)
        await connection.commit()
    await engine.dispose()

"""Row-level security as it is in the database, not as we think of it."""

import asyncpg
import pytest
from hirewire_chassis import Context, new_id
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

CHASSIS = {
    "outbox",
    "inbox",
    "dead_letters",
    "alembic_version",
    "schedules",
    "schedule_fires",
}
OPEN = {"users"}
"""Looked up by address before anybody is known; holds nothing of a workspace."""


async def test_every_table_but_the_named_ones_is_isolated_even_from_its_owner(databases):
    connection = await asyncpg.connect(databases.admin_url)
    rows = await connection.fetch(
        "select relname, relrowsecurity and relforcerowsecurity as forced from pg_class"
        " where relnamespace = 'gateway'::regnamespace and relkind in ('r', 'p')"
    )
    await connection.close()
    unforced = {row["relname"] for row in rows if not row["forced"]}
    assert unforced == CHASSIS | OPEN
    assert {"files", "sessions", "operations", "idempotency_keys"} <= {r["relname"] for r in rows}


@pytest.mark.parametrize("table", ["operations", "files", "sessions", "members", "workspaces"])
async def test_without_a_context_nothing_is_seen(databases, table):
    await _fill(databases)
    database = databases.of("gateway")
    async with database.reading(Context()) as session:
        assert await session.scalar(text(f"select count(*) from {table}")) == 0
    async with database.reading(Context(workspace_id=new_id(), actor_id=new_id())) as session:
        assert await session.scalar(text(f"select count(*) from {table}")) == 0


async def test_nobody_writes_into_another_workspace(databases):
    context = Context(workspace_id=new_id(), actor_id=new_id())
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with databases.of("gateway").transaction(context) as tx:
            await tx.session.execute(text(_OPERATION), {"id": new_id(), "workspace": new_id()})


_OPERATION = (
    "insert into operations (id, workspace_id, user_id, resource_kind, resource_id, resource_href,"
    " success_status, created_at) values (:id, :workspace, :id, 'job', :id, '', 201, now())"
)


async def _fill(databases):
    connection = await asyncpg.connect(databases.admin_url)
    await connection.execute(
        """
        set search_path = gateway;
        insert into users (id, email, email_key, name, locale, password_hash, personal_workspace,
            created_at, updated_at)
        values (gen_random_uuid(), 'a', 'a', 'a', 'en', '', gen_random_uuid(), now(), now());
        insert into workspaces (id, owner_id, name, personal, created_at, updated_at)
            select personal_workspace, id, 'a', true, now(), now() from users;
        insert into members select personal_workspace, id, 'owner', now() from users;
        insert into sessions (id, user_id, refresh_salt, rotated_at, created_at)
            select gen_random_uuid(), id, '', now(), now() from users;
        insert into files (id, workspace_id, created_by, name, media_type, size, sha256, blob,
            status, created_at, updated_at)
        select gen_random_uuid(), personal_workspace, id, '', '', 0, '', '', '', now(), now()
            from users;
        insert into operations (id, workspace_id, user_id, resource_kind, resource_id,
            resource_href, success_status, created_at)
        select gen_random_uuid(), personal_workspace, id, '', id, '', 201, now() from users;
        """
    )
    await connection.close()

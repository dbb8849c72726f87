"""Every table that holds somebody's data hides it from others, in every schema."""

import asyncpg
import pytest
from hirewire_chassis.provision import SERVICES
from hirewire_chassis.testing.databases import Databases

OWNED_BY = {"workspace_id": "app.workspace_id", "user_id": "app.user_id"}
BY_PREDICATE = {"operations", "live_events", "deliveries", "search_watches"}
"""Seen by the workspace's admins or fan-out as well: their queries ask for the user."""
_COLUMNS = """
select c.relname as table, a.attname as column,
       c.relrowsecurity and c.relforcerowsecurity as forced,
       coalesce((select string_agg(pg_get_expr(p.polqual, p.polrelid) || ' '
                                   || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), ''), ' ')
                 from pg_policy p where p.polrelid = c.oid), '') as policies
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and not a.attisdropped
  and a.attname in ('workspace_id', 'user_id')
"""
_VIEWS = """
select relname from pg_class where relnamespace = $1::regnamespace and relkind in ('v', 'm')
  and not coalesce(reloptions @> array['security_invoker=true'], false)
"""
_BYPASSING = (
    "select rolname from pg_roles where rolname like 'hirewire%' and (rolbypassrls or rolsuper)"
)


@pytest.mark.parametrize("schema", SERVICES)
async def test_what_belongs_to_somebody_is_under_a_forced_policy(
    databases: Databases, schema: str
) -> None:
    connection = await asyncpg.connect(databases.admin_url)
    try:
        rows = await connection.fetch(_COLUMNS, schema)
        open_views = await connection.fetch(_VIEWS, schema)
    finally:
        await connection.close()

    assert rows
    assert [row["table"] for row in rows if not row["forced"]] == []
    assert open_views == []
    checked = {
        (row["table"], row["column"]): OWNED_BY[row["column"]] in row["policies"] for row in rows
    }
    for (table, column), by_policy in checked.items():
        if not by_policy:
            by_user = checked.get((table, "user_id"), False)
            assert by_user if column == "workspace_id" else table in BY_PREDICATE, (table, column)


async def test_no_role_of_ours_steps_around_policies(databases: Databases) -> None:
    connection = await asyncpg.connect(databases.admin_url)
    try:
        assert await connection.fetch(_BYPASSING) == []
    finally:
        await connection.close()

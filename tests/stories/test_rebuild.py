"""A tampered view is right after a rebuild: while writes go on, and over a kill -9."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases

from tests.stories.fleet import Fleet
from tests.stories.test_kill9 import Writer, listen_for_the_absent

BEFORE, DURING = 12, 10
TAMPER = """
set search_path = gateway;
update view_jobs set state = jsonb_set(state, '{title}', '"Tampered"')
    where id = (select id from view_jobs order by id limit 1);
update view_jobs set state = jsonb_set(state, '{title}', '"Ahead"'), sequence = 99
    where id = (select id from view_jobs order by id offset 1 limit 1);
delete from view_jobs where id = (select id from view_jobs order by id offset 2 limit 1);
insert into view_jobs (id, workspace_id, sequence, state, created_at, updated_at)
    select gen_random_uuid(), workspace_id, 1, '{"title": "Ghost"}', now(), now()
    from view_jobs limit 1;
"""
OWNER = "select id, sequence, title, status, updated_at from jobs.jobs order by id"
VIEW = """
select id, sequence, state->>'title' as title, state->>'status' as status, updated_at
from gateway.view_jobs order by id
"""


@pytest.fixture
async def fleet(databases: Databases, vhost: Vhost, tmp_path: Path) -> AsyncIterator[Fleet]:
    urls = {name: databases.url_of(name) for name in ("gateway", "jobs")}
    await listen_for_the_absent(vhost)
    async with Fleet(tmp_path, urls, vhost.url) as fleet:
        yield fleet


async def test_a_tampered_view_is_right_after_a_rebuild_over_writes_and_a_kill(
    fleet: Fleet, databases: Databases
) -> None:
    gateway, jobs = fleet.gateway(), fleet.member("jobs")
    await asyncio.gather(gateway.start("before_commit"), jobs.start())
    writer = Writer(gateway.url)
    await writer.log_in()
    await asyncio.gather(*(writer.write(number) for number in range(BEFORE)))
    await writer.until_visible()
    connection = await asyncpg.connect(databases.admin_url)
    try:
        await connection.execute(TAMPER)
        assert await fetched(connection, VIEW) != await fetched(connection, OWNER)
        rebuild = await rebuilding(databases)
        writing = asyncio.gather(
            *(writer.write(number) for number in range(BEFORE, BEFORE + DURING))
        )
        gateway.arm()
        assert await gateway.died() == -9
        await gateway.start()
        await writing
        await writer.until_visible()
        async with asyncio.timeout(60):
            told, wrong = await rebuild.communicate()
        assert rebuild.returncode == 0, wrong.decode()
        assert "jobs: rebuilt in 1 places" in told.decode()
        owned = await fetched(connection, OWNER)
        assert len(owned) == BEFORE + DURING
        assert await fetched(connection, VIEW) == owned
        left = "select (select count(*) from gateway.view_shadow)"
        assert await connection.fetchval(left) == 0
    finally:
        await connection.close()
        await writer.close()


async def rebuilding(databases: Databases) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hirewire_cli.main", "views", "rebuild", "--view", "jobs",
        "--page", "2",
        env={"GATEWAY_DATABASE_URL": databases.url_of("gateway")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def fetched(connection: Any, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await connection.fetch(query)]

"""The checker is worth what it notices: tables and histories that were tampered with."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from tests.faults.checker import Verdict, check
from tests.faults.load import Client
from tests.faults.runner import judge, opened_world
from tests.faults.world import World

TITLES = ("kept", "lost", "doubled", "stale", "unheard")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened_world(tmp_path, seed=1) as world:
        yield world


@pytest.mark.timeout(300)
async def test_what_is_lost_doubled_or_stale_is_found_and_named(world: World) -> None:
    client = Client(world)
    await client.log_in()
    jobs = {title: await client.create(title, wait=10) for title in TITLES}
    await client.close()
    honest = await judge(world)
    assert honest.fine, honest.faults
    assert honest.facts["accepted"] >= len(TITLES)
    connection = await asyncpg.connect(world.admin_url)
    await connection.execute("set session_replication_role = replica")
    try:
        await _tamper(connection, world, jobs)
    finally:
        await connection.close()
    _expect(await check(world), jobs)


async def _tamper(
    connection: asyncpg.Connection, world: World, jobs: dict[str, str | None]
) -> None:
    """As a system would leave things that loses, doubles, goes back or forgets."""
    await connection.execute("delete from jobs.jobs where id = $1", jobs["lost"])
    await connection.execute("create temporary table twin as select * from jobs.jobs where false")
    await connection.execute(
        "insert into twin select * from jobs.jobs where id = $1", jobs["doubled"]
    )
    await connection.execute("update twin set id = $1", uuid4())
    await connection.execute("insert into jobs.jobs select * from twin")
    await connection.execute(
        "update gateway.view_jobs set sequence = 0 where id = $1", jobs["stale"]
    )
    await connection.execute(
        "delete from gateway.inbox where message_id in (select message_id from faults.sent"
        " where aggregate like '%' || $1)",
        jobs["unheard"],
    )
    world.history.note("ok", "x", what="create", title="promised", job=str(uuid4()))
    world.history.note("read", jobs["kept"] or "", sequence=2)
    world.history.note("read", jobs["kept"] or "", sequence=1)


def _expect(verdict: Verdict, jobs: dict[str, str | None]) -> None:
    assert {"lost", "promised", jobs["stale"]} <= verdict.lost
    assert verdict.duplicated == {"doubled"}
    found = "\n".join(verdict.faults)
    assert "I3: 1 messages left an outbox and reached no handler" in found
    assert f"I5: 1 projections or reads went back: ['{jobs['kept']}']" in found
    assert "kept" not in verdict.lost | verdict.duplicated

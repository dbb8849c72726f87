"""An operator's words reach the rows that the schedulers read."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from hirewire_chassis import Context, Database, Schedule
from hirewire_chassis import schedule_store as store
from hirewire_chassis.engine import engine_for
from hirewire_chassis.migrations import create_schedule_tables
from hirewire_chassis.schedules import state_of
from hirewire_chassis.testing.databases import Databases
from sqlalchemy import Connection, text

JOBS = ("--service", "jobs")
PLAN = Schedule("digest", "0 8 * * MON", lambda _at: pytest.fail("not here"), "Europe/Berlin")


@pytest.fixture
async def schedule(databases: Databases, database: Database) -> None:
    """A schedule of the jobs service, as its own process would have registered it."""

    def create(connection: Connection) -> None:
        connection.execute(text("set role hirewire_jobs_owner"))
        if connection.scalar(text("select to_regclass('schedules')")) is None:
            create_schedule_tables(Operations(MigrationContext.configure(connection)))

    engine = engine_for(databases.admin_url, "jobs", pool_size=1)
    async with engine.begin() as connection:
        await connection.run_sync(create)
    await engine.dispose()
    async with database.transaction(Context()) as tx:
        await store.keep(tx, state_of(PLAN, datetime(2026, 11, 20, tzinfo=UTC)))


async def shown(hirewire: Any) -> Any:
    listed = await hirewire("schedules", "list", *JOBS, "--json")
    [found] = [
        row for row in map(json.loads, listed.stdout.splitlines()) if row["name"] == "digest"
    ]
    return found


async def test_a_schedule_is_paused_resumed_and_run(hirewire: Any, schedule: None) -> None:
    before = await shown(hirewire)
    assert (before["paused"], before["requested_at"]) == (False, None)
    assert before["next_at"] == "2026-11-23 07:00:00+00:00"

    await hirewire("schedules", "pause", *JOBS, "digest")
    assert (await shown(hirewire))["paused"] is True
    await hirewire("schedules", "resume", *JOBS, "digest")
    assert (await shown(hirewire))["paused"] is False
    await hirewire("schedules", "run", *JOBS, "digest")
    assert (await shown(hirewire))["requested_at"] is not None


async def test_an_unknown_schedule_is_said_to_be_unknown(hirewire: Any, schedule: None) -> None:
    for verb in ("pause", "resume", "run"):
        done = await hirewire("schedules", verb, *JOBS, "nothing")
        assert (done.exit_code, done.stderr) == (1, "hirewire: jobs has no schedule 'nothing'\n")


async def test_the_table_names_the_zone(hirewire: Any, schedule: None) -> None:
    listed = await hirewire("schedules", "list", *JOBS)

    assert "0 8 * * MON  Europe/Berlin" in listed.stdout


async def test_a_service_without_the_tables_has_no_schedules(hirewire: Any) -> None:
    listed = await hirewire("schedules", "list", *JOBS, "--json")
    paused = await hirewire("schedules", "pause", *JOBS, "digest")

    assert (listed.exit_code, listed.stdout) == (0, "")
    assert paused.exit_code == 1

"""The chassis is tried in the jobs schema: its own tables are the same in every service."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.engine import engine_for
from hirewire_chassis.testing.databases import Databases
from hirewire_contracts import Message
from hirewire_contracts.jobs import CreateJob, Job, JobCreated, JobDetails
from sqlalchemy import Connection, text


@pytest.fixture
async def database(databases: Databases) -> Database:
    return databases.of("jobs")


@pytest.fixture
def context() -> Context:
    return Context(workspace_id=new_id(), actor_id=new_id(), actor_roles=("owner",))


@pytest.fixture
def command() -> CreateJob:
    return CreateJob(job_id=new_id(), job=JobDetails(title="Night porter"))


@pytest.fixture
def event(context: Context) -> Callable[..., JobCreated]:
    def make(job_id: UUID | None = None, sequence: int = 1, title: str = "Night porter") -> Any:
        at = "2026-11-20T09:00:00Z"
        job = Job.model_validate(
            {
                "id": job_id or new_id(),
                "workspace_id": context.workspace,
                "sequence": sequence,
                "created_at": at,
                "updated_at": at,
                "title": title,
                "status": "draft",
            }
        )
        return JobCreated(job=job)

    return make


class Rows:
    """Looks into the chassis's own tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, table: str) -> int:
        async with self._database.engine.connect() as connection:
            return int(await connection.scalar(text(f"select count(*) from {table}")) or 0)

    async def all(self, query: str) -> list[Any]:
        async with self._database.engine.connect() as connection:
            return list((await connection.execute(text(query))).mappings())

    async def run(self, statement: str) -> None:
        async with self._database.engine.begin() as connection:
            await connection.execute(text(statement))

    async def send(self, *messages: Message, context: Context) -> None:
        async with self._database.transaction(context) as tx:
            for message in messages:
                tx.send(message)


@pytest.fixture
async def rows(database: Database) -> Rows:
    return Rows(database)


async def migrated(databases: Databases, step: Callable[[Operations], None], table: str) -> None:
    """Runs a helper of ``migrations`` in the jobs schema, unless its table is there already."""

    def run(connection: Connection) -> None:
        connection.execute(text("set role hirewire_jobs_owner"))
        if connection.scalar(text("select to_regclass(:name)"), {"name": table}) is None:
            step(Operations(MigrationContext.configure(connection)))

    engine = engine_for(databases.admin_url, "jobs", pool_size=1)
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


@pytest.fixture
def migrate(databases: Databases) -> Callable[..., Any]:
    return partial(migrated, databases)


@pytest.fixture
def arena(template: str) -> Iterator[Any]:
    """One database and one loop for all examples of a property; ``run`` runs a coroutine there.

    ``arena(step, table)`` runs a migration's helper first.
    """
    with asyncio.Runner() as runner:
        databases = Databases(template)
        runner.run(databases.create())

        def enter(step: Callable[[Operations], None], table: str) -> Any:
            runner.run(migrated(databases, step, table))
            return databases.of("jobs"), runner.run

        yield enter
        runner.run(databases.drop())

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hirewire_chassis import Context, Database, new_id
from hirewire_contracts.jobs import JobDetails
from hirewire_jobs.jobs.models import Job
from hirewire_jobs.jobs.repository import JobRepository
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError


def draft(workspace_id: UUID) -> Job:
    now = datetime.now(UTC)
    job = Job.draft(new_id(), workspace_id, None, now)
    job.write(JobDetails(title="Cook"), now)
    return job


async def store(database: Database, context: Context) -> Job:
    job = draft(context.workspace)
    async with database.transaction(context) as tx:
        assert await JobRepository(tx.session, tx.workspace_id).add(job)
    return job


async def test_a_job_comes_back_as_it_was_stored(database: Database, recruiter: Context) -> None:
    job = await store(database, recruiter)
    async with database.transaction(recruiter) as tx:
        found = await JobRepository(tx.session, tx.workspace_id).get_for_update(job.id)
    assert found is not None
    assert found.state() == job.state()


async def test_each_workspace_sees_its_own(database: Database, recruiter: Context) -> None:
    job = await store(database, recruiter)
    elsewhere = Context(workspace_id=new_id())
    async with database.transaction(elsewhere) as tx:
        assert await JobRepository(tx.session, recruiter.workspace).get_for_update(job.id) is None
        assert await tx.session.scalar(text("select count(*) from jobs")) == 0
    async with database.transaction(recruiter) as tx:
        assert await JobRepository(tx.session, elsewhere.workspace).get_for_update(job.id) is None


async def test_without_a_workspace_nothing_is_seen(database: Database, recruiter: Context) -> None:
    await store(database, recruiter)
    async with database.reading(Context()) as session:
        assert await session.scalar(text("select count(*) from jobs")) == 0


async def test_row_level_security_binds_the_owner_too(
    database: Database, recruiter: Context
) -> None:
    forced = text(
        "select array_agg(relname::text order by relname) from pg_class"
        " where relrowsecurity and relforcerowsecurity and relnamespace = 'jobs'::regnamespace"
    )
    async with database.reading(recruiter) as session:
        assert await session.scalar(forced) == ["candidates", "jobs", "processes"]


async def test_a_row_for_another_workspace_is_refused(
    database: Database, recruiter: Context
) -> None:
    job = draft(new_id())
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(recruiter) as tx:
            await JobRepository(tx.session, tx.workspace_id).add(job)


async def test_a_taken_id_is_told_whoever_has_it(database: Database, recruiter: Context) -> None:
    job = await store(database, recruiter)
    for context in (recruiter, Context(workspace_id=new_id())):
        twin = draft(context.workspace)
        twin.id = job.id
        async with database.transaction(context) as tx:
            assert not await JobRepository(tx.session, context.workspace).add(twin)

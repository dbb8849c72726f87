"""Words by an index: used under row-level security, true to the view, and closed to others."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import hirewire_gateway
from hirewire_chassis import Context, new_id
from hirewire_chassis.migrations import downgrade, migrations_folder, upgrade
from hirewire_chassis.testing.databases import Databases
from hirewire_contracts.candidates import Candidate, CandidateCreated
from hirewire_contracts.jobs import Job, JobCreated, JobUpdated
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

ASK = text("select set_config('app.words', :words, true)")
IDS = text("select id from job_words order by id")
DELETE = text("delete from view_jobs where id = :id")
UNPLANNED = text("set local enable_seqscan = off")


async def asked(database: Any, context: Context, words: str) -> list[UUID]:
    async with database.reading(context) as session:
        await session.execute(ASK, {"words": words})
        return list((await session.scalars(IDS)).all())


async def test_the_index_is_used_under_the_policy(database: Any, recruiter: Context) -> None:
    for table in ("job_words", "candidate_words"):
        async with database.reading(recruiter) as session:
            await session.execute(UNPLANNED)
            await session.execute(ASK, {"words": "'nurs'"})
            plan = await session.scalars(text(f"explain select id from {table}"))
            lines = [line.strip() for line in plan]
        assert any(f"Bitmap Index Scan on {table}_words" in line for line in lines), lines
        assert any(line.startswith("Index Cond: (words @@") for line in lines), lines


async def test_it_says_what_the_view_says(
    say: Any, make: Any, database: Any, recruiter: Context
) -> None:
    nurse, baker = sorted((new_id(), new_id()))
    await say(JobCreated(job=make(Job, id=nurse, title="Nurse")))
    await say(JobCreated(job=make(Job, id=baker, title="Baker")))
    assert await asked(database, recruiter, "'nurse'") == [nurse]
    assert await asked(database, recruiter, "'nurse' | 'baker'") == [nurse, baker]

    await say(JobUpdated(job=make(Job, id=nurse, title="Welder", sequence=2), changed=("title",)))
    assert await asked(database, recruiter, "'nurse'") == []
    assert await asked(database, recruiter, "'welder'") == [nurse]

    async with database.transaction(recruiter) as tx:
        await tx.session.execute(DELETE, {"id": nurse})
    assert await asked(database, recruiter, "'welder' | 'baker'") == [baker]


async def test_nobody_reads_without_words_or_in_another_workspace(
    say: Any, make: Any, database: Any, recruiter: Context, stranger: Context
) -> None:
    job = make(Job, title="Nurse")
    await say(JobCreated(job=job))
    everything = f"'{recruiter.workspace_id}'"
    assert await asked(database, recruiter, everything) == [job.id]
    assert await asked(database, recruiter, "") == []
    for context in (stranger, Context()):
        assert await asked(database, context, "'nurse'") == []
        assert await asked(database, context, everything) == []


async def test_writing_leaves_what_is_asked_for_as_it_was(
    make: Any, database: Any, recruiter: Context
) -> None:
    job = make(Job, title="Nurse")
    row = {"id": job.id, "workspace": recruiter.workspace_id, "state": job.model_dump(mode="json")}
    insertion = text(
        "insert into view_jobs (id, workspace_id, sequence, state, created_at, updated_at)"
        " values (:id, :workspace, 1, :state, now(), now())"
    ).bindparams(bindparam("state", type_=JSONB))
    async with database.transaction(recruiter) as tx:
        await tx.session.execute(ASK, {"words": "'baker'"})
        await tx.session.execute(insertion, row)
        assert await tx.session.scalar(text("select current_setting('app.words')")) == "'baker'"


async def test_rows_from_before_the_index_are_in_it(
    say: Any, make: Any, database: Any, recruiter: Context, databases: Databases
) -> None:
    job, candidate = make(Job, title="Nurse"), make(Candidate, headline="Nurse")
    await say(JobCreated(job=job))
    await say(CandidateCreated(candidate=candidate))
    folder, url = migrations_folder(hirewire_gateway), databases.admin_url
    await asyncio.to_thread(downgrade, url, "gateway", folder, "0018")
    await asyncio.to_thread(upgrade, url, "gateway", folder)
    connection = await asyncpg.connect(url)
    for table, made in (("job_words", job), ("candidate_words", candidate)):
        found = await connection.fetch(
            f"select id, workspace_id from gateway.{table} where words @@ $1::tsquery",
            f"'{recruiter.workspace_id}' & 'nurse'",
        )
        assert [tuple(row) for row in found] == [(made.id, recruiter.workspace_id)]
    await connection.close()
    forced = text("select relforcerowsecurity from pg_class where relname = 'view_jobs'")
    async with database.reading(recruiter) as session:
        assert await session.scalar(forced)

"""One changed profile held against all open jobs, and one pair of texts."""

import asyncio
import time
from collections.abc import Sequence
from uuid import UUID

import asyncpg
from hirewire_chassis import Context, Database, new_id
from hirewire_contracts.candidates import Candidate
from hirewire_contracts.jobs import JobDetails
from hirewire_matching.main import BENCH
from hirewire_matching.pairs.comparing import compare, opening, person
from hirewire_matching.runs.contenders import Vacancy
from hirewire_matching.runs.course import SHORTLIST
from hirewire_matching.runs.openings import OpeningRepository
from hirewire_matching.runs.reverse import best_of
from hirewire_matching.vectors import Vectoriser
from pgvector import HalfVector

from bench.grading.writing import NOW

_JOB = ("workspace_id", "job_id", "sequence", "stamp", "status", "details", "title_embedding",
        "text_embedding")  # fmt: skip


async def load_jobs(
    connection: asyncpg.Connection, workspace: UUID, jobs: Sequence[Vacancy]
) -> None:
    rows = [
        (workspace, job.job_id, 1, job.stamp, "open",
         job.details.model_dump_json(exclude_defaults=True),
         HalfVector(job.title_embedding), HalfVector(job.text_embedding))
        for job in jobs
    ]  # fmt: skip
    await connection.copy_records_to_table("job_profiles", records=rows, columns=_JOB)


async def rescored(database: Database, workspace: UUID, people: Sequence[UUID]) -> list[float]:
    """Milliseconds from a stored profile to its scores with the open jobs that are near."""
    context, taken = Context(workspace, new_id(), actor_roles=("owner",)), []
    for candidate_id in people:
        start = time.perf_counter()
        async with database.reading(context) as session:
            profiles = OpeningRepository(session, workspace)
            seeker = await profiles.seeker(candidate_id)
            if seeker is None:
                raise LookupError(f"{candidate_id} has no profile")
            openings = await profiles.openings(seeker, SHORTLIST)
        await asyncio.to_thread(best_of, BENCH, seeker, openings.vacant, 20)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def paired(vectoriser: Vectoriser, job: JobDetails, somebody: Candidate, times: int) -> list[float]:
    """Milliseconds for the vectors of both and the ledger; their texts are read already."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        compare(BENCH, opening(vectoriser, "job", job), person(vectoriser, "person", somebody))
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def somebody(job: JobDetails) -> Candidate:
    """Who knows half of what a job asks."""
    known = job.skills_required[::2]
    summary = f"Has worked with {', '.join(known)} for years, in teams of five to ten. " * 4
    return Candidate(
        id=UUID(int=1), workspace_id=UUID(int=0), sequence=1, created_at=NOW, updated_at=NOW,
        headline=job.title, skills=known, summary=summary,
        work=[{"title": f"{level} {job.title}", "summary": summary}
              for level in ("Junior", "Lead")],
    )  # fmt: skip

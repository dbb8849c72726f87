"""Runs of candidates as they are read."""

from uuid import UUID

from hirewire_chassis import Outcome, Transaction
from hirewire_contracts.matching import CandidateRun, CandidateRunCompleted
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.live.feed import Change, Resource
from hirewire_gateway.views import tables
from hirewire_gateway.views.filters import reference
from hirewire_gateway.views.listing import Listing
from hirewire_gateway.views.operations import conclude
from hirewire_gateway.views.paging import PageQuery
from hirewire_gateway.views.view import View

_c = tables.candidate_runs.c

VIEW = View(
    CandidateRun,
    Listing(tables.candidate_runs, filters={"candidate_id": reference(_c.candidate_id)}, orders={}),
)


async def project_candidate_run(event: CandidateRunCompleted, tx: Transaction) -> Outcome:
    await VIEW.store(tx, (event.run,))
    await conclude(event, tx, _change(event))
    return None


async def get(session: AsyncSession, workspace_id: UUID, run_id: UUID) -> CandidateRun | None:
    return await VIEW.get(session, workspace_id, run_id)


async def last(
    session: AsyncSession, workspace_id: UUID, candidate_id: UUID
) -> CandidateRun | None:
    """The newest run of a candidate."""
    query = PageQuery(limit=1, filters={"candidate_id": str(candidate_id)})
    found = await VIEW.page(session, workspace_id, query)
    return found.items[0] if found.items else None


async def is_stale(session: AsyncSession, workspace_id: UUID, run: CandidateRun) -> bool:
    """True when the candidate or one of the jobs has changed since the run looked at them."""
    people, jobs = tables.candidates.c, tables.jobs.c
    own = (people.id == run.candidate_id) & (people.workspace_id == workspace_id)
    sequence = await session.scalar(select(people.sequence).where(own))
    if sequence is not None and sequence > run.inputs.profile_sequence:
        return True
    seen = {UUID(key): sequence for key, sequence in run.inputs.job_sequences.items()}
    named = jobs.id.in_(seen) & (jobs.workspace_id == workspace_id)
    rows = await session.execute(select(jobs.id, jobs.sequence).where(named))
    return any(row.sequence > seen[row.id] for row in rows)


def _change(event: CandidateRunCompleted) -> Change:
    """Told to those who look at the candidate too: a run belongs to it."""
    run = event.run
    href = f"/v1/candidates/{run.candidate_id}/matches"
    resource = Resource(kind="candidate_run", id=run.id, href=href, sequence=run.sequence)
    topics = ("matches", f"matches:{run.candidate_id}", f"candidates:{run.candidate_id}")
    return Change(event.type, topics, resource)

"""Whether a match run still says what it would say today."""

from uuid import UUID

from hirewire_contracts.matching import MatchRun
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.views import tables


async def is_stale(session: AsyncSession, workspace_id: UUID, run: MatchRun) -> bool:
    """True when the job or one of the candidates has changed since the run looked at them."""
    jobs, candidates = tables.jobs.c, tables.candidates.c
    job_sequence = await session.scalar(
        select(jobs.sequence).where(jobs.id == run.job_id, jobs.workspace_id == workspace_id)
    )
    if job_sequence is not None and job_sequence > run.inputs.job_sequence:
        return True
    seen = {UUID(key): sequence for key, sequence in run.inputs.profile_sequences.items()}
    rows = await session.execute(
        select(candidates.id, candidates.sequence).where(
            candidates.id.in_(seen), candidates.workspace_id == workspace_id
        )
    )
    return any(row.sequence > seen[row.id] for row in rows)

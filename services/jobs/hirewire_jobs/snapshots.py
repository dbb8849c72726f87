"""What this service tells again when a view is rebuilt."""

from collections.abc import Sequence
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_chassis.snapshots import following
from hirewire_chassis.tables import processes
from hirewire_contracts import candidates, imports, jobs
from sqlalchemy import Uuid, cast, select

from hirewire_jobs.candidates.models import Candidate
from hirewire_jobs.imports.flow import KIND
from hirewire_jobs.imports.rules import ImportState, summary
from hirewire_jobs.jobs.models import Job


async def job_states(tx: Transaction, after: UUID | None, limit: int) -> Sequence[jobs.Job]:
    own = select(Job).where(Job.workspace_id == tx.workspace_id)
    found = await tx.session.scalars(following(own, Job.id, after, limit))
    return [job.state() for job in found]


async def candidate_states(
    tx: Transaction, after: UUID | None, limit: int
) -> Sequence[candidates.Candidate]:
    own = select(Candidate).where(Candidate.workspace_id == tx.workspace_id)
    found = await tx.session.scalars(following(own, Candidate.id, after, limit))
    return [candidate.state() for candidate in found]


async def import_states(
    tx: Transaction, after: UUID | None, limit: int
) -> Sequence[imports.CandidateImport]:
    import_id = cast(processes.c.data["import_id"].astext, Uuid)
    own = select(processes.c.data).where(
        processes.c.workspace_id == tx.workspace_id, processes.c.kind == KIND
    )
    page = own if after is None else own.where(import_id > after)
    found = await tx.session.scalars(page.order_by(import_id).limit(limit))
    return [summary(ImportState.model_validate(row)) for row in found]


SOURCES = {
    "jobs": job_states,
    "candidates": candidate_states,
    "candidate_imports": import_states,
}

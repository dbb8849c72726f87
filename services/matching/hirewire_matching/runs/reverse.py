"""The command to rank the open jobs for a candidate."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from hirewire_chassis import Desk, Discard, Outcome, Reject, Retry, Transaction, not_found
from hirewire_chassis.access import refusal
from hirewire_contracts.matching import (
    CandidateRun,
    CandidateRunCompleted,
    CandidateRunInputs,
    JobMatch,
    RankJobs,
)

from hirewire_matching.profiles.candidates import PROFILE
from hirewire_matching.profiles.demands import Demand
from hirewire_matching.ranking import CandidateProfile, JobProfile, Ledger, rank
from hirewire_matching.runs.answer import job_matches
from hirewire_matching.runs.handlers import PATIENCE_FOR_JOB, SHORTLIST, SOON
from hirewire_matching.runs.judgement import Bench, similarities
from hirewire_matching.runs.openings import OpeningRepository, Openings, Seeker, Vacant
from hirewire_matching.runs.repository import RunRepository


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run came to, before it is kept and told."""

    seeker: Seeker
    openings: Openings
    items: tuple[JobMatch, ...]
    weights_version: str


async def judge_jobs(bench: Bench, command: RankJobs, desk: Desk) -> Answer | Reject | Retry:
    if refused := refusal(desk.context, "matches:run"):
        return refused
    async with desk.database.reading(desk.context) as session:
        profiles = OpeningRepository(session, desk.context.workspace)
        seeker = await profiles.seeker(command.candidate_id)
        most = max(SHORTLIST, command.limit)
        openings = await profiles.openings(seeker, most) if seeker else Openings(0)
    if seeker is None:
        return await _wait_or_refuse(command, desk)
    items = await asyncio.to_thread(_best, bench, seeker, openings.vacant, command.limit)
    return Answer(seeker, openings, items, bench.version)


async def complete_candidate_run(
    command: RankJobs, answer: Answer | Reject | Retry, tx: Transaction
) -> Outcome:
    """Keep the answer and tell it. Nothing else ever changes by a score."""
    if isinstance(answer, Reject | Retry):
        return answer
    run = _run(command, answer, tx)
    if not await OpeningRepository(tx.session, tx.workspace_id).add(run):
        return Discard("this run has been answered already")
    await RunRepository(tx.session, tx.workspace_id).stop_waiting(run.id)
    tx.send(CandidateRunCompleted(run=run))
    return None


async def _wait_or_refuse(command: RankJobs, desk: Desk) -> Reject | Retry:
    """A candidate whom others know already may be on the way here still."""
    async with desk.database.transaction(desk.context) as tx:
        runs = RunRepository(tx.session, tx.workspace_id)
        if await runs.start_waiting(command.run_id) < PATIENCE_FOR_JOB:
            return Retry("the candidate has not been told yet", SOON)
        await runs.stop_waiting(command.run_id)
    return not_found("candidate")


def _best(
    bench: Bench, seeker: Seeker, vacant: Sequence[Vacant], most: int
) -> tuple[JobMatch, ...]:
    candidate = PROFILE.validate_python(seeker.profile)
    ranked = rank(_judged(bench, candidate, job) for job in vacant)[:most]
    return job_matches(ranked, {str(job.job_id): job.details.title for job in vacant})


def _judged(bench: Bench, candidate: CandidateProfile, job: Vacant) -> Ledger:
    profile = JobProfile(str(job.job_id), Demand(job.details, job.facts).requirements())
    return bench.ledger(profile, candidate, similarities(job.semantic, job.titles))


def _run(command: RankJobs, answer: Answer, tx: Transaction) -> CandidateRun:
    shown = {item.job_id for item in answer.items}
    return CandidateRun(
        id=command.run_id,
        workspace_id=tx.workspace_id,
        sequence=1,
        created_by=tx.context.actor_id,
        created_at=tx.now,
        updated_at=tx.now,
        finished_at=tx.now,
        candidate_id=command.candidate_id,
        items=answer.items,
        considered=answer.openings.considered,
        model_version=answer.seeker.stamp,
        weights_version=answer.weights_version,
        inputs=CandidateRunInputs(
            profile_sequence=answer.seeker.sequence,
            job_sequences={
                str(job.job_id): job.sequence
                for job in answer.openings.vacant
                if job.job_id in shown
            },
        ),
    )

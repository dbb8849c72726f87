"""The command to rank the open jobs for a candidate."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from hirewire_chassis import Desk, Discard, Outcome, Reject, Retry, Transaction
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
from hirewire_matching.runs.course import SHORTLIST, imprint, wait_or_refuse
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
        return await wait_or_refuse(command.run_id, "candidate", desk)
    items = await asyncio.to_thread(best_of, bench, seeker, openings.vacant, command.limit)
    return Answer(seeker, openings, items, _version(bench, openings.vacant))


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


def best_of(
    bench: Bench, seeker: Seeker, vacant: Sequence[Vacant], most: int
) -> tuple[JobMatch, ...]:
    """A pure function of what is passed in. It takes its time: call it from a thread."""
    candidate = PROFILE.validate_python(seeker.profile)
    ranked = rank(_judged(bench, candidate, job) for job in vacant)[:most]
    return job_matches(ranked, {str(job.job_id): job.details.title for job in vacant})


def _version(bench: Bench, vacant: Sequence[Vacant]) -> str:
    """Each job may have weights of its own: they are told by one digest."""
    own = {str(job.job_id): bench.weighing(job.shares).version for job in vacant if job.shares}
    digest = sha256(json.dumps(own, sort_keys=True).encode()).hexdigest()[:12]
    return f"{bench.version}+jobs-{digest}" if own else bench.version


def _judged(bench: Bench, candidate: CandidateProfile, job: Vacant) -> Ledger:
    profile = JobProfile(str(job.job_id), Demand(job.details, job.facts).requirements())
    own = bench.weighing(job.shares)
    return own.ledger(profile, candidate, similarities(job.semantic, job.titles))


def _run(command: RankJobs, answer: Answer, tx: Transaction) -> CandidateRun:
    shown = {item.job_id for item in answer.items}
    return CandidateRun(
        **imprint(command.run_id, tx),
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

"""The command to rank candidates for a job."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from hirewire_chassis import Desk, Discard, Outcome, Reject, Retry, Transaction, not_found
from hirewire_chassis.access import refusal
from hirewire_contracts.matching import (
    MatchItem,
    MatchRun,
    MatchRunCompleted,
    RankCandidates,
    RunInputs,
)

from hirewire_matching.profiles.demands import Demand
from hirewire_matching.ranking import JobProfile
from hirewire_matching.runs.answer import items
from hirewire_matching.runs.contenders import Shortlist, Vacancy
from hirewire_matching.runs.filters import asked_by
from hirewire_matching.runs.judgement import Bench
from hirewire_matching.runs.repository import RunRepository

SHORTLIST = 150
SOON = timedelta(seconds=1)
PATIENCE_FOR_JOB = timedelta(seconds=6)
PATIENCE_FOR_FACTS = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run came to, before it is kept and told."""

    vacancy: Vacancy
    shortlist: Shortlist
    items: tuple[MatchItem, ...]
    weights_version: str


async def judge(bench: Bench, command: RankCandidates, desk: Desk) -> Answer | Reject | Retry:
    """Compare and judge, outside of any transaction that writes."""
    if refused := refusal(desk.context, "matches:run"):
        return refused
    async with desk.database.reading(desk.context) as session:
        vacancy = await RunRepository(session, desk.context.workspace).vacancy(command.job_id)
    if vacancy is None:
        return await _wait_or_refuse(command, desk)
    if _is_unread(vacancy):
        return Retry("nothing is asked by the job yet; its ad is being read", SOON)
    job = _profile(vacancy, command)
    shortlist = await _shortlist(vacancy, job, command.limit, desk)
    made = await asyncio.to_thread(_judge, bench, job, shortlist, command.limit)
    return Answer(vacancy, shortlist, made, bench.version)


async def complete_run(
    command: RankCandidates, answer: Answer | Reject | Retry, tx: Transaction
) -> Outcome:
    """Keep the answer and tell it. Nothing else ever changes by a score."""
    if isinstance(answer, Reject | Retry):
        return answer
    runs = RunRepository(tx.session, tx.workspace_id)
    run = _run(command, answer, tx)
    if not await runs.add(run):
        return Discard("this run has been answered already")
    await runs.stop_waiting(run.id)
    tx.send(MatchRunCompleted(run=run))
    return None


async def _wait_or_refuse(command: RankCandidates, desk: Desk) -> Reject | Retry:
    """A job that others know already may be on its way here still; for a while it is awaited."""
    async with desk.database.transaction(desk.context) as tx:
        runs = RunRepository(tx.session, tx.workspace_id)
        if await runs.start_waiting(command.run_id) < PATIENCE_FOR_JOB:
            return Retry("the job has not been told yet", SOON)
        await runs.stop_waiting(command.run_id)
    return not_found("job")


def _is_unread(vacancy: Vacancy) -> bool:
    details = vacancy.details
    asks = vacancy.facts or details.skills_required or details.skills_preferred
    return not asks and vacancy.age < PATIENCE_FOR_FACTS.total_seconds()


def _profile(vacancy: Vacancy, command: RankCandidates) -> JobProfile:
    demand = Demand(vacancy.details, vacancy.facts)
    return JobProfile(
        id=str(vacancy.job_id),
        requirements=demand.requirements(),
        filters=asked_by(command.filters),
    )


async def _shortlist(vacancy: Vacancy, job: JobProfile, limit: int, desk: Desk) -> Shortlist:
    async with desk.database.reading(desk.context) as session:
        runs = RunRepository(session, desk.context.workspace)
        return await runs.shortlist(vacancy, job.requirements, job.filters, max(SHORTLIST, limit))


def _judge(
    bench: Bench, job: JobProfile, shortlist: Shortlist, limit: int
) -> tuple[MatchItem, ...]:
    return items(bench.best(job, shortlist.contenders, limit))


def _run(command: RankCandidates, answer: Answer, tx: Transaction) -> MatchRun:
    vacancy = answer.vacancy
    shown = {item.candidate_id for item in answer.items}
    return MatchRun(
        id=command.run_id,
        workspace_id=tx.workspace_id,
        sequence=1,
        created_by=tx.context.actor_id,
        created_at=tx.now,
        updated_at=tx.now,
        finished_at=tx.now,
        job_id=command.job_id,
        job_title=vacancy.details.title,
        items=answer.items,
        considered=answer.shortlist.considered,
        model_version=vacancy.stamp,
        weights_version=answer.weights_version,
        inputs=RunInputs(
            job_sequence=vacancy.sequence,
            profile_sequences={
                str(found.candidate_id): found.sequence
                for found in answer.shortlist.contenders
                if found.candidate_id in shown
            },
        ),
    )

"""The command to rank candidates for a job."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from hirewire_chassis import Desk, Discard, Outcome, Reject, Retry, Transaction
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
from hirewire_matching.runs.contenders import Shares, Shortlist, Vacancy
from hirewire_matching.runs.course import SHORTLIST, SOON, imprint, wait_or_refuse
from hirewire_matching.runs.filters import asked_by
from hirewire_matching.runs.judgement import Bench
from hirewire_matching.runs.repository import RunRepository
from hirewire_matching.runs.wanted import Wanted

PATIENCE_FOR_FACTS = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run came to, before it is kept and told."""

    vacancy: Vacancy
    shortlist: Shortlist
    items: tuple[MatchItem, ...]
    shares: Shares
    weights_version: str


async def judge(bench: Bench, command: RankCandidates, desk: Desk) -> Answer | Reject | Retry:
    """Compare and judge, outside of any transaction that writes."""
    if refused := refusal(desk.context, "matches:run"):
        return refused
    async with desk.database.reading(desk.context) as session:
        runs = RunRepository(session, desk.context.workspace)
        vacancy = await runs.vacancy(command.job_id)
        shares = await runs.shares(command.job_id)
    if vacancy is None:
        return await wait_or_refuse(command.run_id, "job", desk)
    if _is_unread(vacancy):
        return Retry("nothing is asked by the job yet; its ad is being read", SOON)
    shares = shares if command.weights is None else command.weights
    bench, job = bench.weighing(shares), _profile(vacancy, command)
    shortlist = await _shortlist(bench, vacancy, job, command.limit, desk)
    made = await asyncio.to_thread(_judge, bench, job, shortlist, command.limit)
    return Answer(vacancy, shortlist, made, shares, bench.version)


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
    if command.weights is not None:
        await runs.weigh(command.job_id, command.run_id, command.weights)
    await runs.stop_waiting(run.id)
    tx.send(MatchRunCompleted(run=run))
    return None


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


async def _shortlist(
    bench: Bench, vacancy: Vacancy, job: JobProfile, limit: int, desk: Desk
) -> Shortlist:
    most, workspace = max(SHORTLIST, limit), desk.context.workspace
    wanted = Wanted(workspace, vacancy, job.requirements, job.filters, most, bench.relations)
    async with desk.database.reading(desk.context) as session:
        return await RunRepository(session, workspace).shortlist(wanted, bench.exact_below)


def _judge(
    bench: Bench, job: JobProfile, shortlist: Shortlist, limit: int
) -> tuple[MatchItem, ...]:
    return items(bench.best(job, shortlist.contenders, limit))


def _run(command: RankCandidates, answer: Answer, tx: Transaction) -> MatchRun:
    vacancy = answer.vacancy
    shown = {item.candidate_id for item in answer.items}
    return MatchRun(
        **imprint(command.run_id, tx),
        job_id=command.job_id,
        job_title=vacancy.details.title,
        items=answer.items,
        considered=answer.shortlist.considered,
        model_version=vacancy.stamp,
        weights_version=answer.weights_version,
        weights={str(kind): share for kind, share in answer.shares.items()},
        inputs=RunInputs(
            job_sequence=vacancy.sequence,
            profile_sequences={
                str(found.candidate_id): found.sequence
                for found in answer.shortlist.contenders
                if found.candidate_id in shown
            },
        ),
    )

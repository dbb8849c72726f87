"""The command to compare what two texts say: answered, and not kept."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from hirewire_chassis import Desk, Outcome, Reject, Transaction, reject
from hirewire_chassis.access import refusal
from hirewire_contracts.candidates import Candidate
from hirewire_contracts.jobs import JobDetails
from hirewire_contracts.pairs import PairScore, PairScored, ScorePair

from hirewire_matching.pairs.comparing import compare, opening, person
from hirewire_matching.ranking import Ledger, components, score, to_ask
from hirewire_matching.runs.answer import MOST_QUESTIONS, verdicts
from hirewire_matching.runs.judgement import Bench
from hirewire_matching.vectors import Vectoriser


@dataclass(frozen=True, slots=True)
class Scorer:
    """What pairs are scored with."""

    vectoriser: Vectoriser
    bench: Bench

    def score(self, command: ScorePair, candidate: Candidate) -> Ledger:
        details = command.job.job or JobDetails(title="Untitled job")
        job = opening(self.vectoriser, str(command.pair_id), details, command.job)
        somebody = person(self.vectoriser, str(command.pair_id), candidate)
        return compare(self.bench, job, somebody)


async def judge_pair(scorer: Scorer, command: ScorePair, desk: Desk) -> Ledger | Reject:
    if refused := refusal(desk.context, "matches:run"):
        return refused
    if command.answer_by < datetime.now(UTC):
        return reject(504, "too_late", "Too late", "Nobody waits for this score any more.")
    candidate = Candidate(
        id=command.pair_id,
        workspace_id=desk.context.workspace,
        sequence=1,
        created_at=command.answer_by,
        updated_at=command.answer_by,
        **dict(command.resume.candidate),
    )
    return await asyncio.to_thread(scorer.score, command, candidate)


async def answer_pair(
    scorer: Scorer, command: ScorePair, ledger: Ledger | Reject, tx: Transaction
) -> Outcome:
    if isinstance(ledger, Reject):
        return ledger
    pair = PairScore(
        id=command.pair_id,
        workspace_id=tx.workspace_id,
        sequence=1,
        created_by=tx.context.actor_id,
        created_at=tx.now,
        updated_at=tx.now,
        score=score(ledger),
        verdicts=verdicts(ledger),
        components={str(name): part for name, part in components(ledger).items()},
        to_ask=to_ask(ledger)[:MOST_QUESTIONS],
        model_version=scorer.vectoriser.stamp,
        weights_version=scorer.bench.version,
    )
    tx.send(PairScored(pair=pair))
    return None

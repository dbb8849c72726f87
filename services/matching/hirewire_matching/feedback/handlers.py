"""The command to say what one thinks of a match."""

from uuid import UUID

from hirewire_chassis import Discard, Outcome, Transaction, not_found
from hirewire_chassis.access import refusal
from hirewire_contracts.matching import (
    CandidateRun,
    FeedbackGiven,
    GiveFeedback,
    JobMatch,
    MatchItem,
    MatchRun,
)

from hirewire_matching.feedback.models import FeedbackRow
from hirewire_matching.feedback.repository import FeedbackRepository, match_in


async def give_feedback(command: GiveFeedback, tx: Transaction) -> Outcome:
    """Kept with the score that was shown; it changes no score and no stage."""
    if refused := refusal(tx.context, "matches:run"):
        return refused
    kept = FeedbackRepository(tx.session, tx.workspace_id)
    earlier = await kept.get_for_update(command.feedback_id)
    if earlier is not None:
        return _change(earlier, command, tx)
    run = await kept.run(command.run_id)
    match = match_in(run, command.match_id) if run else None
    if run is None or match is None:
        return not_found("match")
    row = _row(command, run, match, tx)
    kept.add(row)
    tx.send(FeedbackGiven(feedback=row.state()))
    return None


def _change(row: FeedbackRow, command: GiveFeedback, tx: Transaction) -> Outcome:
    if row.created_by != tx.context.actor_id:
        return not_found("match")
    if not row.judge(command.judgement, command.reason, tx.now):
        return Discard("this has been said already")
    tx.send(FeedbackGiven(feedback=row.state()))
    return None


def _row(
    command: GiveFeedback,
    run: MatchRun | CandidateRun,
    match: MatchItem | JobMatch,
    tx: Transaction,
) -> FeedbackRow:
    job_id, candidate_id = _ends(run, match)
    return FeedbackRow(
        workspace_id=tx.workspace_id,
        id=command.feedback_id,
        run_id=run.id,
        job_id=job_id,
        candidate_id=candidate_id,
        created_by=tx.context.actor_id,
        sequence=1,
        created_at=tx.now,
        updated_at=tx.now,
        judgement=command.judgement,
        reason=command.reason,
        score=match.score,
        model_version=run.model_version,
        weights_version=run.weights_version,
    )


def _ends(run: MatchRun | CandidateRun, match: MatchItem | JobMatch) -> tuple[UUID, UUID]:
    """The job and the candidate of a match."""
    job_id = run.job_id if isinstance(run, MatchRun) else None
    candidate_id = run.candidate_id if isinstance(run, CandidateRun) else None
    if isinstance(match, JobMatch):
        job_id = match.job_id
    else:
        candidate_id = match.candidate_id
    if job_id is None or candidate_id is None:
        raise ValueError("a run holds matches of the other end than its own")
    return job_id, candidate_id

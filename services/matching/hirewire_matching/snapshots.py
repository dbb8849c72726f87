"""What this service tells again when a view is rebuilt."""

from collections.abc import Sequence
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_chassis.snapshots import following
from hirewire_contracts.matching import CandidateRun, Feedback, MatchRun
from sqlalchemy import select

from hirewire_matching.feedback.models import FeedbackRow
from hirewire_matching.runs.models import CandidateRunRow, RunRow


async def run_states(tx: Transaction, after: UUID | None, limit: int) -> Sequence[MatchRun]:
    own = select(RunRow.state).where(RunRow.workspace_id == tx.workspace_id)
    found = await tx.session.scalars(following(own, RunRow.id, after, limit))
    return [MatchRun.model_validate(state, extra="ignore") for state in found]


async def candidate_run_states(
    tx: Transaction, after: UUID | None, limit: int
) -> Sequence[CandidateRun]:
    own = select(CandidateRunRow.state).where(CandidateRunRow.workspace_id == tx.workspace_id)
    found = await tx.session.scalars(following(own, CandidateRunRow.id, after, limit))
    return [CandidateRun.model_validate(state, extra="ignore") for state in found]


async def feedback_states(tx: Transaction, after: UUID | None, limit: int) -> Sequence[Feedback]:
    own = select(FeedbackRow).where(FeedbackRow.workspace_id == tx.workspace_id)
    found = await tx.session.scalars(following(own, FeedbackRow.id, after, limit))
    return [row.state() for row in found]


SOURCES = {
    "matches": run_states,
    "candidate_runs": candidate_run_states,
    "match_feedback": feedback_states,
}

"""Feedback, and the matches that it is about."""

from uuid import UUID

from hirewire_contracts.matching import CandidateRun, JobMatch, MatchItem, MatchRun
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_matching.feedback.models import FeedbackRow
from hirewire_matching.runs.models import CandidateRunRow, RunRow


class FeedbackRepository:
    """The feedback of one workspace."""

    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def get_for_update(self, feedback_id: UUID) -> FeedbackRow | None:
        own = FeedbackRow.workspace_id == self._workspace_id
        statement = select(FeedbackRow).where(own, FeedbackRow.id == feedback_id).with_for_update()
        return await self._session.scalar(statement)

    def add(self, row: FeedbackRow) -> None:
        self._session.add(row)

    async def run(self, run_id: UUID) -> MatchRun | CandidateRun | None:
        """A run of either way round, as it was told."""
        for rows, kind in ((RunRow, MatchRun), (CandidateRunRow, CandidateRun)):
            own = (rows.workspace_id == self._workspace_id) & (rows.id == run_id)
            state = await self._session.scalar(select(rows.state).where(own))
            if state is not None:
                return kind.model_validate(state, extra="ignore")
        return None


def match_in(run: MatchRun | CandidateRun, match_id: UUID) -> MatchItem | JobMatch | None:
    """The item of a run about this candidate or, in a candidate's run, about this job."""
    if isinstance(run, MatchRun):
        return next((item for item in run.items if item.candidate_id == match_id), None)
    return next((item for item in run.items if item.job_id == match_id), None)

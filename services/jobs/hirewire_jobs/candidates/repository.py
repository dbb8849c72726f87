"""Questions about candidates."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_jobs.candidates.models import Candidate
from hirewire_jobs.tables import insert_once


class CandidateRepository:
    """The candidates of one workspace."""

    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def get_for_update(self, candidate_id: UUID) -> Candidate | None:
        """The newest version, which nobody else changes until this transaction ends."""
        own = select(Candidate).where(
            Candidate.id == candidate_id, Candidate.workspace_id == self._workspace_id
        )
        return (await self._session.scalars(own.with_for_update())).one_or_none()

    async def add(self, candidate: Candidate) -> bool:
        """Store a new candidate; False when its id is taken."""
        return await insert_once(self._session, candidate)

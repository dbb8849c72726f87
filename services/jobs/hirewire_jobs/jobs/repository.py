"""Questions about jobs."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_jobs.jobs.models import Job
from hirewire_jobs.tables import insert_once


class JobRepository:
    """The jobs of one workspace."""

    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def get_for_update(self, job_id: UUID) -> Job | None:
        """The newest version, which nobody else changes until this transaction ends."""
        own = select(Job).where(Job.id == job_id, Job.workspace_id == self._workspace_id)
        return (await self._session.scalars(own.with_for_update())).one_or_none()

    async def add(self, job: Job) -> bool:
        """Store a new job; False when its id is taken."""
        return await insert_once(self._session, job)

"""Every question about files."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.files.models import StoredFile


class FileRepository:
    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def file(self, file_id: UUID) -> StoredFile | None:
        return await self._session.scalar(
            select(StoredFile).where(
                StoredFile.id == file_id, StoredFile.workspace_id == self._workspace_id
            )
        )

    async def used_bytes(self) -> int:
        """What this workspace's files take together."""
        total = await self._session.scalar(
            select(func.coalesce(func.sum(StoredFile.size), 0)).where(
                StoredFile.workspace_id == self._workspace_id
            )
        )
        return int(total or 0)

"""Every question about operations."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.http.models import Operation


class OperationRepository:
    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def find(self, operation_id: UUID) -> Operation | None:
        return await self._session.scalar(
            select(Operation).where(
                Operation.id == operation_id, Operation.workspace_id == self._workspace_id
            )
        )

    async def get(self, operation_id: UUID) -> Operation:
        """Raises LookupError for one that is not there."""
        operation = await self.find(operation_id)
        if operation is None:
            raise LookupError(f"there is no operation {operation_id}")
        return operation

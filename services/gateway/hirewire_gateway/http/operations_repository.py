"""Every question about operations."""

from uuid import UUID

from sqlalchemy import bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.http.models import Operation

_OWN = select(Operation).where(
    Operation.id == bindparam("id"), Operation.workspace_id == bindparam("workspace_id")
)

_TABLE = Operation.metadata.tables[Operation.__tablename__]
_INSERT = insert(_TABLE)


class OperationRepository:
    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def add(self, operation: Operation) -> None:
        row = {column.name: getattr(operation, column.name) for column in _TABLE.c}
        await self._session.execute(_INSERT, row)

    async def find(self, operation_id: UUID) -> Operation | None:
        which = {"id": operation_id, "workspace_id": self._workspace_id}
        return await self._session.scalar(_OWN, which)

    async def get(self, operation_id: UUID) -> Operation:
        """Raises LookupError for one that is not there."""
        operation = await self.find(operation_id)
        if operation is None:
            raise LookupError(f"there is no operation {operation_id}")
        return operation

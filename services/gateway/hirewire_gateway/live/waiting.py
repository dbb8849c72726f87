"""Requests that wait for their operation to end."""

import asyncio
from collections import OrderedDict, defaultdict
from uuid import UUID

from hirewire_chassis import Context, Database
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from hirewire_gateway.http.models import Operation

_REMEMBERED = 4096


class Waiting:
    """Ended operations are remembered for a while: the hint may come before its request waits."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ended: OrderedDict[UUID, None] = OrderedDict()
        self._waiters: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)

    def end(self, operation_id: UUID) -> None:
        self._ended[operation_id] = None
        if len(self._ended) > _REMEMBERED:
            self._ended.popitem(last=False)
        for waiter in self._waiters.get(operation_id, ()):
            waiter.set()

    def doubt(self) -> None:
        """Hints may have been missed: let everybody look for themselves."""
        for waiters in self._waiters.values():
            for waiter in waiters:
                waiter.set()

    async def wait(self, operation_id: UUID, context: Context) -> None:
        woken = asyncio.Event()
        self._waiters[operation_id].add(woken)
        try:
            while operation_id not in self._ended:
                await woken.wait()
                woken.clear()
                if operation_id in self._ended or await self._has_ended(operation_id, context):
                    return
        finally:
            self._waiters[operation_id].discard(woken)
            if not self._waiters[operation_id]:
                del self._waiters[operation_id]

    async def _has_ended(self, operation_id: UUID, context: Context) -> bool:
        try:
            async with self._database.reading(context) as session:
                statement = select(Operation.finished_at).where(
                    Operation.id == operation_id, Operation.workspace_id == context.workspace
                )
                return await session.scalar(statement) is not None
        except (SQLAlchemyError, OSError):
            return False

"""Reading the audit log: pages from the newest, whole chains from the oldest."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from hirewire_chassis import Context, Database
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.audit.chain import Verdict, verify
from hirewire_gateway.audit.models import AuditEntry

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is None does not matter; ``since`` is included, ``until`` is not."""

    action: str | None = None
    actor_id: UUID | None = None
    decision: str | None = None
    resource_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditRepository:
    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def newest(
        self, wanted: AuditFilter, limit: int, before: int | None = None
    ) -> list[AuditEntry]:
        """At most ``limit`` lines, newest first, of positions below ``before``."""
        query = _narrowed(self._lines(), wanted).order_by(AuditEntry.position.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditEntry.position < before)
        return list(await self._session.scalars(query))

    async def oldest(self, after: int) -> list[AuditEntry]:
        query = self._lines().where(AuditEntry.position > after)
        return list(await self._session.scalars(query.order_by(AuditEntry.position).limit(_BATCH)))

    def _lines(self) -> Select[AuditEntry]:
        return select(AuditEntry).where(AuditEntry.workspace_id == self._workspace_id)


async def verify_workspace(
    database: Database, workspace_id: UUID, checkpoints: Mapping[int, bytes] = MappingProxyType({})
) -> Verdict:
    """Whether the workspace's chain holds, from its first line to its last and to checkpoints."""
    async with database.reading(Context(workspace_id=workspace_id)) as session:
        return await verify(_all(AuditRepository(session, workspace_id)), checkpoints)


async def _all(repository: AuditRepository) -> AsyncIterator[AuditEntry]:
    after = 0
    while batch := await repository.oldest(after):
        for entry in batch:
            yield entry
        after = batch[-1].position


def _narrowed(query: Select[AuditEntry], wanted: AuditFilter) -> Select[AuditEntry]:
    for column, value in (
        (AuditEntry.action, wanted.action),
        (AuditEntry.actor_id, wanted.actor_id),
        (AuditEntry.decision, wanted.decision),
        (AuditEntry.resource_id, wanted.resource_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    return query

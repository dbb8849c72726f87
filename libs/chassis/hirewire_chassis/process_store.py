"""Processes as rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_chassis.errors import PoisonError, TransientError
from hirewire_chassis.tables import processes
from hirewire_chassis.transaction import Transaction

_c = processes.c
_ROW = (_c.kind, _c.id, _c.state, _c.version, _c.data, _c.timeouts)


@dataclass(frozen=True, slots=True)
class Row:
    """``state`` is the phase, ``data`` the whole state; version 0 has not decided anything yet."""

    kind: str
    id: UUID
    state: str
    version: int
    data: Any
    timeouts: tuple[str, ...]

    def moved(self, state: str, data: Any, timeouts: tuple[str, ...]) -> "Row":
        return replace(self, state=state, version=self.version + 1, data=data, timeouts=timeouts)


async def lock(tx: Transaction, kind: str, process_id: UUID) -> Row | None:
    """The row, for this transaction alone; None when there is none."""
    statement = (
        select(*_ROW)
        .where(_c.kind == kind, _c.id == process_id, _c.workspace_id == tx.workspace_id)
        .with_for_update()
    )
    row = (await tx.session.execute(statement)).mappings().one_or_none()
    return None if row is None else Row(**{**row, "timeouts": tuple(row["timeouts"])})


async def create(tx: Transaction, row: Row, *, patience: timedelta) -> None:
    """Unless another transaction was faster; then this one has waited for it.

    Raises PoisonError when another workspace has a process of this id.
    """
    statement = (
        insert(processes)
        .values(
            kind=row.kind,
            id=row.id,
            workspace_id=tx.workspace_id,
            state=row.state,
            version=row.version,
            data=row.data,
            timeouts=list(row.timeouts),
            deadline=func.now() + patience,
        )
        .on_conflict_do_nothing()
        .returning(_c.id)
    )
    created = (await tx.session.execute(statement)).first() is not None
    if not created and await lock(tx, row.kind, row.id) is None:
        raise PoisonError(f"the {row.kind} {row.id} is not of this workspace")


async def drop(tx: Transaction, row: Row) -> None:
    """A row of this transaction that came to nothing."""
    await tx.session.execute(delete(processes).where(_c.kind == row.kind, _c.id == row.id))


async def move(tx: Transaction, row: Row, *, patience: timedelta | None) -> None:
    """Write the next version; ``patience`` None: it is over.

    Raises TransientError when somebody has moved it since it was read.
    """
    statement = (
        update(processes)
        .where(_c.kind == row.kind, _c.id == row.id, _c.workspace_id == tx.workspace_id)
        .where(_c.version == row.version - 1)
        .values(
            state=row.state,
            version=row.version,
            data=row.data,
            timeouts=list(row.timeouts),
            deadline=None if patience is None else func.now() + patience,
            updated_at=func.now(),
        )
        .returning(_c.id)
    )
    if (await tx.session.execute(statement)).first() is None:
        raise TransientError(f"the {row.kind} {row.id} has moved meanwhile")


async def stuck(session: AsyncSession, kinds: Iterable[str]) -> Mapping[str, int]:
    """How many of each kind are past their deadline, in all workspaces."""
    await session.execute(select(func.set_config("app.watch", "processes", True)))
    statement = (
        select(_c.kind, func.count().label("processes"))
        .where(_c.kind.in_(list(kinds)), _c.deadline < func.now())
        .group_by(_c.kind)
    )
    found = {row.kind: row.processes for row in await session.execute(statement)}
    return {kind: found.get(kind, 0) for kind in kinds}

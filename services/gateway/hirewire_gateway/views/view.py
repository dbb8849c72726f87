"""A read model: one table that keeps the newest state of each aggregate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from hirewire_chassis import PoisonError, Transaction
from hirewire_contracts.values import Stamp
from sqlalchemy import Select, Table, bindparam, func, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.views import shadow
from hirewire_gateway.views.listing import Condition, Listing
from hirewire_gateway.views.orders import written
from hirewire_gateway.views.paging import Page, PageQuery

S = TypeVar("S", bound=Stamp)
_WRITTEN = ("workspace_id", "sequence", "state", "created_at", "updated_at")


@dataclass(frozen=True, slots=True)
class View(Generic[S]):
    """What is kept of the aggregates whose public state is ``state``, and how it is listed."""

    state: type[S]
    listing: Listing

    async def store(self, tx: Transaction, states: Sequence[S]) -> None:
        """Keep each state unless one as new is there; a workspace keeps only its own.

        Rows are written in the order of their ids, so that two events cannot lock each other out.
        """
        if any(state.workspace_id != tx.workspace_id for state in states):
            raise PoisonError("the state belongs to another workspace than its event")
        newest = {state.id: state for state in sorted(states, key=lambda state: state.sequence)}
        if not newest:
            return
        table = self.listing.table
        rows = [_row(newest[key]) for key in sorted(newest)]
        is_rebuilt = await shadow.is_under_way(tx, table)
        await tx.session.execute(_upsert(table), rows)
        if is_rebuilt:
            await shadow.lay_down(tx, table, rows)

    async def lay_down(self, tx: Transaction, told: Sequence[Mapping[str, object]]) -> None:
        """Keep states that their owner told again for the rebuild. Raises ValidationError."""
        states = [self.read(state) for state in told]
        if any(state.workspace_id != tx.workspace_id for state in states):
            raise PoisonError("the state belongs to another workspace than its event")
        rows = [_row(state) for state in sorted(states, key=lambda state: state.id)]
        if rows:
            await shadow.lay_down(tx, self.listing.table, rows)

    async def get(
        self, session: AsyncSession, workspace_id: UUID, state_id: UUID, *also: Condition
    ) -> S | None:
        statement = _one(self.listing.table)
        if also:
            statement = statement.where(*also)
        found = await session.scalar(statement, {"id": state_id, "workspace_id": workspace_id})
        return None if found is None else self.read(found)

    async def page(
        self, session: AsyncSession, workspace_id: UUID, query: PageQuery, *also: Condition
    ) -> Page[S]:
        """Raises PageQueryError for a filter, an order or a place that this list does not know."""
        table = self.listing.table
        own = table.c.workspace_id == workspace_id
        wanted = (own, *also, *self.listing.conditions(query))
        rows = (await session.execute(self.listing.cut(query).where(*wanted))).all()
        total = None
        if query.count:
            counting = select(func.count()).select_from(table).where(*wanted)
            total = await session.scalar(counting)
        shown = rows[: query.limit]
        last = shown[-1] if len(rows) > query.limit else None
        items = tuple(self.read(row.state) for row in shown)
        return Page(items, None if last is None else (written(last.place), last.id), total)

    def read(self, stored: Mapping[str, object]) -> S:
        """A state that another version of Hirewire wrote is read as far as it is understood."""
        return self.state.model_validate(stored, extra="ignore")


@cache
def _one(table: Table) -> Select[Any]:
    return select(table.c.state).where(
        table.c.id == bindparam("id"), table.c.workspace_id == bindparam("workspace_id")
    )


@cache
def _upsert(table: Table) -> Insert:
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=[table.c.id],
        set_={name: statement.excluded[name] for name in _WRITTEN},
        where=statement.excluded.sequence > table.c.sequence,
    )


def _row(state: Stamp) -> Mapping[str, object]:
    return {
        "id": state.id,
        "workspace_id": state.workspace_id,
        "sequence": state.sequence,
        "state": state.model_dump(mode="json"),
        "created_at": state.created_at,
        "updated_at": state.updated_at,
    }

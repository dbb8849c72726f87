"""Where the rows of a view that is being rebuilt gather before they take the place of the old.

A rebuild is of one view in one workspace or, for personal rows, of one person there. As long as its
row is there, every projection lays its states down here too; whoever does holds the row, so that
the swap sees either all of a projection or nothing.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from hirewire_chassis import Transaction
from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, exists, select
from sqlalchemy.dialects.postgresql import Insert, insert

from hirewire_gateway.views.tables import view_rebuilds as rebuilds
from hirewire_gateway.views.tables import view_shadow as shadow

NOBODY = UUID(int=0)
_ROW = ("id", "workspace_id", "sequence", "state", "created_at", "updated_at")
_GONE = ("deleted", "retracted")
_UNDER_WAY = (
    select(rebuilds.c.id)
    .where(
        rebuilds.c.view == bindparam("view"), rebuilds.c.workspace_id == bindparam("workspace_id")
    )
    .with_for_update(read=True)
)


def owner_of(tx: Transaction, table: Table) -> UUID:
    """Whose rows the transaction rebuilds: a person's, or everybody's."""
    return (tx.context.actor_id or NOBODY) if is_personal(table) else NOBODY


def is_personal(table: Table) -> bool:
    return "user_id" in table.c


async def is_under_way(tx: Transaction, table: Table) -> bool:
    """Row-level security leaves the rebuilds of this workspace and of this person alone."""
    which = {"view": table.name, "workspace_id": tx.workspace_id}
    return await tx.session.scalar(_UNDER_WAY, which) is not None


async def lay_down(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Of two versions of a row the newer one stays. ``rows`` come in the order of their ids."""
    nobody = not is_personal(table)
    owned = [
        {**row, "view": table.name, "user_id": NOBODY if nobody else UUID(row["state"]["user_id"])}
        for row in rows
    ]
    await tx.session.execute(_upsert(), owned)


async def clear(tx: Transaction, table: Table, owner: UUID) -> None:
    await tx.session.execute(delete(shadow).where(_of(tx, table, owner)))


async def swap(tx: Transaction, table: Table, owner: UUID) -> None:
    """The view says what the shadow says. The caller holds the rebuild's row.

    What is gone at its owner stays as a tombstone: older events of it may still be on their way.
    """
    own = _own(tx, table, owner)
    told = select(shadow.c.id).where(_of(tx, table, owner), shadow.c.id == table.c.id)
    kept = [table.c[name].is_(True) for name in _GONE if name in table.c]
    unknown = and_(own, ~exists(told), *(~condition for condition in kept))
    await tx.session.execute(delete(table).where(unknown))
    await tx.session.execute(_replacement(tx, table, owner))
    await clear(tx, table, owner)


def _replacement(tx: Transaction, table: Table, owner: UUID) -> Insert:
    """Writes the rows that differ, and no others."""
    same = exists().where(*(table.c[name].is_not_distinct_from(shadow.c[name]) for name in _ROW))
    fresh = select(*(shadow.c[name] for name in _ROW)).where(_of(tx, table, owner), ~same)
    statement = insert(table).from_select(_ROW, fresh.order_by(shadow.c.id))
    return statement.on_conflict_do_update(
        index_elements=[table.c.id], set_={name: statement.excluded[name] for name in _ROW[1:]}
    )


def _of(tx: Transaction, table: Table, owner: UUID) -> ColumnElement[bool]:
    return and_(
        shadow.c.view == table.name,
        shadow.c.workspace_id == tx.workspace_id,
        shadow.c.user_id == owner,
    )


def _own(tx: Transaction, table: Table, owner: UUID) -> ColumnElement[bool]:
    own = table.c.workspace_id == tx.workspace_id
    return and_(own, table.c.user_id == owner) if is_personal(table) else own


@cache
def _upsert() -> Insert:
    statement = insert(shadow)
    return statement.on_conflict_do_update(
        index_elements=[shadow.c.view, shadow.c.workspace_id, shadow.c.user_id, shadow.c.id],
        set_={name: statement.excluded[name] for name in _ROW[2:]},
        where=statement.excluded.sequence > shadow.c.sequence,
    )

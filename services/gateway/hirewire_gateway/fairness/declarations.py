"""What people say of themselves. No message, view or log holds any of it."""

from collections.abc import Mapping
from uuid import UUID

from hirewire_chassis import Transaction
from sqlalchemy import Column, DateTime, Table, Uuid, delete, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.fairness.rules import Person
from hirewire_gateway.views import tables

declarations = Table(
    "self_declarations",
    tables.metadata,
    Column("candidate_id", Uuid, primary_key=True),
    Column("workspace_id", Uuid, nullable=False),
    Column("groups", JSONB, nullable=False),
    Column("declared_at", DateTime(timezone=True), nullable=False),
)
_people = tables.candidates.c


async def declare(tx: Transaction, candidate_id: UUID, groups: Mapping[str, str]) -> None:
    """It takes the place of what was said before."""
    row = {
        "candidate_id": candidate_id,
        "workspace_id": tx.workspace_id,
        "groups": dict(groups),
        "declared_at": tx.now,
    }
    statement = insert(declarations).values(row)
    renewed = {name: statement.excluded[name] for name in ("groups", "declared_at")}
    await tx.session.execute(
        statement.on_conflict_do_update(index_elements=[declarations.c.candidate_id], set_=renewed)
    )


async def forget(tx: Transaction, candidate_id: UUID) -> bool:
    """False when there was nothing to forget."""
    own = declarations.c.workspace_id == tx.workspace_id
    gone = delete(declarations).where(own, declarations.c.candidate_id == candidate_id)
    found = await tx.session.execute(gone.returning(declarations.c.candidate_id))
    return found.first() is not None


async def people(session: AsyncSession, workspace_id: UUID) -> list[Person]:
    """The active candidates who said something."""
    statement = (
        select(_people.id, declarations.c.groups, _people.created_at)
        .join(tables.candidates, _people.id == declarations.c.candidate_id)
        .where(declarations.c.workspace_id == workspace_id, _people.workspace_id == workspace_id)
        .where(_people.status == "active")
    )
    return [Person(row.id, row.groups, row.created_at) for row in await session.execute(statement)]

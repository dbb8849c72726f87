"""What the tables of schema ``jobs`` have in common."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from uuid import UUID

from hirewire_contracts.documents import Document
from sqlalchemy import BigInteger, DateTime, Executable, Table, Text, inspect
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from hirewire_jobs.revision import DocumentVersion


class Aggregate(DeclarativeBase):
    """Something that people write and documents speak of.

    ``edited`` names the fields that a person wrote. ``origin`` is the digest of the command that
    created it; what was read from a document has none.
    """

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(BigInteger)
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    document_id: Mapped[UUID | None]
    document_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    document_sequence: Mapped[int | None] = mapped_column(BigInteger)
    edited: Mapped[list[str]] = mapped_column(ARRAY(Text))
    origin: Mapped[str | None]

    def holds(self, document: Document) -> bool:
        """Whether it knows this reading already, or a newer one."""
        if self.document_id is None or self.document_at is None or self.document_sequence is None:
            return False
        held = DocumentVersion(self.document_at, self.document_id, self.document_sequence)
        return DocumentVersion.of(document) <= held

    def note_edits(self, fields: Iterable[str]) -> None:
        self.edited = sorted({*self.edited, *fields})

    def note_document(self, document: Document) -> None:
        self.document_id = document.id
        self.document_at = document.created_at
        self.document_sequence = document.sequence

    def advance(self, at: datetime) -> None:
        self.sequence += 1
        self.updated_at = at


async def insert_once(session: AsyncSession, row: Aggregate) -> bool:
    """Store a new row; False when its id is taken, by whomever.

    Waits for a concurrent transaction that stores the same id.
    """
    mapper = inspect(type(row))
    values = {column.key: getattr(row, column.key) for column in mapper.column_attrs}
    return (await session.execute(_insert(mapper.local_table), values)).first() is not None


@cache
def _insert(table: Table) -> Executable:
    return insert(table).on_conflict_do_nothing().returning(*table.primary_key)

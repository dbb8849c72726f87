"""Questions about documents."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_ai_worker.documents.models import Batch, Document


class DocumentRepository:
    """The documents of one workspace."""

    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def get(self, document_id: UUID) -> Document | None:
        own = select(Document).where(
            Document.id == document_id, Document.workspace_id == self._workspace_id
        )
        return (await self._session.scalars(own)).one_or_none()

    async def get_for_update(self, document_id: UUID) -> Document | None:
        """The newest version, which nobody else changes until this transaction ends."""
        own = select(Document).where(
            Document.id == document_id, Document.workspace_id == self._workspace_id
        )
        return (await self._session.scalars(own.with_for_update())).one_or_none()

    async def add(self, document: Document) -> bool:
        """Store a new document; False when its id is taken, by whomever."""
        mapper = inspect(Document)
        values = {column.key: getattr(document, column.key) for column in mapper.column_attrs}
        statement = insert(Document).values(values).on_conflict_do_nothing()
        return (await self._session.execute(statement.returning(Document.id))).first() is not None

    async def add_batch(self, batch: Batch) -> None:
        """A batch that is there already stays as it is."""
        mapper = inspect(Batch)
        values = {column.key: getattr(batch, column.key) for column in mapper.column_attrs}
        await self._session.execute(insert(Batch).values(values).on_conflict_do_nothing())

    async def newest_text_of(self, job_id: UUID) -> Document | None:
        """The document made from the newest text of a job that was posted field by field."""
        statement = (
            select(Document)
            .where(
                Document.workspace_id == self._workspace_id,
                Document.about_id == job_id,
                Document.about_sequence.is_not(None),
            )
            .order_by(Document.about_sequence.desc())
            .limit(1)
        )
        return (await self._session.scalars(statement)).one_or_none()

    async def is_superseded(self, document: Document) -> bool:
        """Whether a newer text of the same job has come in since."""
        if not document.is_job_text or document.about_id is None:
            return False
        newest = await self.newest_text_of(document.about_id)
        return newest is not None and newest.id != document.id

    async def lock_older_texts(self, document: Document) -> Sequence[UUID]:
        """The documents made from earlier texts of the same job, newest first, locked.

        Whoever locks several does so from newer to older, so that nobody waits in a circle.
        """
        if document.about_sequence is None:
            return ()
        statement = (
            select(Document.id)
            .where(
                Document.workspace_id == self._workspace_id,
                Document.about_id == document.about_id,
                Document.about_sequence < document.about_sequence,
            )
            .order_by(Document.about_sequence.desc())
            .with_for_update()
        )
        return (await self._session.scalars(statement)).all()

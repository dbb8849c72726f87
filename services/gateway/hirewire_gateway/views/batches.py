"""Batches of documents as they are read: the batch itself and how far its documents are."""

from collections import Counter
from typing import Literal
from uuid import UUID

from hirewire_chassis import Outcome, Transaction
from hirewire_contracts.documents import (
    Document,
    DocumentBatch,
    DocumentBatchSubmitted,
    DocumentStatus,
    Failure,
)
from hirewire_contracts.message import Value
from hirewire_contracts.values import Reference, Stamp
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.views import tables
from hirewire_gateway.views.changes import batch_changed
from hirewire_gateway.views.listing import Listing
from hirewire_gateway.views.operations import conclude
from hirewire_gateway.views.view import View

VIEW = View(DocumentBatch, Listing(tables.document_batches, filters={}, orders={}))


class BatchItem(Value):
    """One document; ``status`` says deleted for one that was."""

    document: Reference
    name: str | None = None
    status: DocumentStatus | Literal["deleted"] = "queued"
    failure: Failure | None = None
    about: Reference | None = None


class BatchProgress(Stamp):
    """``done``, ``failed``, ... count documents; ``progress`` is the share that is over, 0-1."""

    status: Literal["processing", "done"]
    progress: float
    counts: dict[str, int]
    documents: tuple[BatchItem, ...]


async def project_batch(event: DocumentBatchSubmitted, tx: Transaction) -> Outcome:
    await VIEW.store(tx, (event.batch,))
    await conclude(event, tx, batch_changed(event, event.batch.id))
    return None


async def get(session: AsyncSession, workspace_id: UUID, batch_id: UUID) -> BatchProgress | None:
    batch = await VIEW.get(session, workspace_id, batch_id)
    if batch is None:
        return None
    columns = tables.documents.c
    own = select(columns.state).where(
        columns.workspace_id == workspace_id, columns.batch_id == batch_id
    )
    states = [
        Document.model_validate(state, extra="ignore") for state in await session.scalars(own)
    ]
    return _progress(batch, {document.id: document for document in states})


def _progress(batch: DocumentBatch, documents: dict[UUID, Document]) -> BatchProgress:
    """A document that nothing has been heard of yet is queued."""
    items = tuple(_item(each, documents.get(each)) for each in batch.documents)
    counts = Counter(item.status for item in items)
    over = counts["done"] + counts["failed"] + counts["deleted"]
    newest = max([batch.updated_at, *(document.updated_at for document in documents.values())])
    return BatchProgress(
        **{**batch.model_dump(exclude={"documents"}), "updated_at": newest},
        status="done" if over == len(items) else "processing",
        progress=round(over / len(items), 4),
        counts=dict(counts),
        documents=items,
    )


def _item(document_id: UUID, document: Document | None) -> BatchItem:
    href = f"/v1/documents/{document_id}"
    reference = Reference(kind="document", id=document_id, href=href)
    if document is None:
        return BatchItem(document=reference)
    return BatchItem(
        document=reference,
        name=document.name,
        status="deleted" if document.deleted else document.status,
        failure=document.failure,
        about=document.about,
    )

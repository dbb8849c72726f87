"""Batches: many documents submitted by one command, each of which then goes its own way."""

from hirewire_chassis import Outcome, Transaction, conflict, not_found
from hirewire_chassis.access import refusal
from hirewire_contracts.documents import (
    BatchDocument,
    DocumentBatchSubmitted,
    SubmitDocumentBatch,
)

from hirewire_ai_worker.documents.models import Batch
from hirewire_ai_worker.documents.repository import DocumentRepository
from hirewire_ai_worker.documents.rules import is_foreign, name_of
from hirewire_ai_worker.documents.submission import Submission, announce, queued


async def submit_batch(command: SubmitDocumentBatch, tx: Transaction) -> Outcome:
    """All documents are taken in or none; what is wrong with one shows when it is read."""
    if refused := refusal(tx.context, "documents:write"):
        return refused
    if any(is_foreign(item.source, str(tx.workspace_id)) for item in command.documents):
        return not_found("file")
    documents = DocumentRepository(tx.session, tx.workspace_id)
    for item in command.documents:
        document = queued(_submission(command, item), tx)
        if await documents.add(document):
            announce(document, tx)
            continue
        existing = await documents.get(item.document_id)
        if existing is None or existing.digest != document.digest:
            return conflict("id_taken", "There is something else with this id already.")
    batch = _batch(command, tx)
    await documents.add_batch(batch)
    tx.send(DocumentBatchSubmitted(batch=batch.state()))
    return None


def _submission(command: SubmitDocumentBatch, item: BatchDocument) -> Submission:
    return Submission(
        document_id=item.document_id,
        kind=item.document_kind,
        source=item.source,
        about=item.for_resource,
        name=name_of(item.source),
        batch_id=command.batch_id,
    )


def _batch(command: SubmitDocumentBatch, tx: Transaction) -> Batch:
    return Batch(
        id=command.batch_id,
        workspace_id=tx.workspace_id,
        sequence=1,
        created_by=tx.context.actor_id,
        created_at=tx.now,
        updated_at=tx.now,
        documents=[item.document_id for item in command.documents],
    )

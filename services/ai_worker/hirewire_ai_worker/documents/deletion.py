"""Deleting documents."""

from collections.abc import Callable

from hirewire_chassis import Outcome, Transaction, not_found
from hirewire_chassis.access import refusal
from hirewire_contracts import documents as contract
from hirewire_contracts.documents import DeleteDocument, DocumentDeleted

from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.documents.reader import Reader, text_key
from hirewire_ai_worker.documents.repository import DocumentRepository
from hirewire_ai_worker.graph.forgetting import forget
from hirewire_ai_worker.graph.holding import corrected


async def delete_document(
    command: DeleteDocument, tx: Transaction, *, open_reader: Callable[[], Reader]
) -> Outcome:
    """Forgets the document, also one that is being read; its file stays until that is deleted.

    The text goes first: should the rest fail, it is tried again.
    """
    if refused := refusal(tx.context, "documents:write"):
        return refused
    documents = DocumentRepository(tx.session, tx.workspace_id)
    document = await documents.get_for_update(command.document_id)
    if document is None:
        return not_found("document")
    await open_reader().drop_text(text_key(document))
    recorded = await forget(tx, document.id)
    parting = _parting(document, tx)
    await tx.session.delete(document)
    await tx.session.flush()
    for first in (*recorded.entities, *recorded.relationships)[:1]:
        for event in corrected(first.id, recorded):
            tx.send(event)
    tx.send(DocumentDeleted(document=parting))
    return None


def _parting(document: Document, tx: Transaction) -> contract.Document:
    """The last state, without anything that was read."""
    return contract.Document(
        id=document.id,
        workspace_id=document.workspace_id,
        sequence=document.sequence + 1,
        created_at=document.created_at,
        updated_at=tx.now,
        kind=document.kind,
        status=document.status,
        batch_id=document.batch_id,
        deleted=True,
    )

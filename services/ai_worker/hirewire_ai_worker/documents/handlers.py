"""Commands about documents."""

from hirewire_chassis import Discard, Outcome, Transaction, conflict, not_found
from hirewire_chassis.access import refusal
from hirewire_contracts.documents import RetryDocument, SubmitDocument

from hirewire_ai_worker.documents.repository import DocumentRepository
from hirewire_ai_worker.documents.rules import is_foreign, name_of
from hirewire_ai_worker.documents.submission import Submission, announce, queued


async def submit_document(command: SubmitDocument, tx: Transaction) -> Outcome:
    """Settles a repeated submission of the same content as done; of another as a conflict."""
    if refused := refusal(tx.context, "documents:write"):
        return refused
    if is_foreign(command.source, str(tx.workspace_id)):
        return not_found("file")
    document = queued(_submission(command), tx)
    documents = DocumentRepository(tx.session, tx.workspace_id)
    if await documents.add(document):
        announce(document, tx)
        return None
    existing = await documents.get(command.document_id)
    if existing is not None and existing.digest == document.digest:
        return Discard("the document is here already, submitted with the same content")
    return conflict("id_taken", "There is something else with this id already.")


def _submission(command: SubmitDocument) -> Submission:
    return Submission(
        document_id=command.document_id,
        kind=command.document_kind,
        source=command.source,
        about=command.for_resource,
        name=name_of(command.source),
    )


async def retry_document(command: RetryDocument, tx: Transaction) -> Outcome:
    if refused := refusal(tx.context, "documents:write"):
        return refused
    documents = DocumentRepository(tx.session, tx.workspace_id)
    document = await documents.get_for_update(command.document_id)
    if document is None:
        return not_found("document")
    if document.status != "failed":
        detail = f"The document is {document.status}; only a failed one can be read again."
        return conflict("document_not_failed", detail)
    document.queue_again(tx.now)
    announce(document, tx)
    return None

"""Notes on how far a document is: short transactions of the slow part."""

from hirewire_chassis import Desk
from hirewire_contracts.documents import DocumentProgressed, ExtractDocument

from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.documents.repository import DocumentRepository


async def waiting(command: ExtractDocument, desk: Desk) -> Document | None:
    """The document, when this attempt at it is not over yet."""
    async with desk.database.reading(desk.context) as session:
        document = await DocumentRepository(session, desk.context.workspace).get(
            command.document_id
        )
    return document if document is not None and document.awaits(command.attempt) else None


async def begin(command: ExtractDocument, desk: Desk) -> int:
    """Note that it is being parsed. Says how often this attempt was begun; 0 when it is over."""
    async with desk.database.transaction(desk.context) as tx:
        documents = DocumentRepository(tx.session, tx.workspace_id)
        document = await documents.get_for_update(command.document_id)
        if document is None or not document.awaits(command.attempt):
            return 0
        document.tries += 1
        if document.progress("parsing", tx.now):
            tx.send(DocumentProgressed(document=document.state()))
        return document.tries


async def note_parsed(command: ExtractDocument, desk: Desk) -> None:
    """Note that facts are being extracted."""
    async with desk.database.transaction(desk.context) as tx:
        documents = DocumentRepository(tx.session, tx.workspace_id)
        document = await documents.get_for_update(command.document_id)
        if document is None or not document.awaits(command.attempt):
            return
        if document.progress("extracting", tx.now):
            tx.send(DocumentProgressed(document=document.state()))

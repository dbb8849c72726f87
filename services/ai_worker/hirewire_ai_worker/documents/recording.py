"""What remains of a reading: the document's end, its facts and its part in the graph."""

import time
from collections.abc import Callable, Iterable

from hirewire_chassis import Discard, Outcome, Transaction, not_found
from hirewire_contracts.documents import DocumentExtracted, DocumentFailed, ExtractDocument, Failure
from hirewire_contracts.documents import Flag as Hint

from hirewire_ai_worker.documents.clones import clone_flags
from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.documents.reader import Reader
from hirewire_ai_worker.documents.reading import Reading, Result
from hirewire_ai_worker.documents.repository import DocumentRepository
from hirewire_ai_worker.graph.recording import Recorded, record, told
from hirewire_ai_worker.parsing.document import Flag

DETAIL_LENGTH = 300
SUPERSEDED = Failure(
    code="superseded", detail="a newer text of the job is read instead", retryable=False
)


async def record_document(
    command: ExtractDocument, result: Result, tx: Transaction, *, open_reader: Callable[[], Reader]
) -> Outcome:
    documents = DocumentRepository(tx.session, tx.workspace_id)
    document = await documents.get_for_update(command.document_id)
    if document is None:
        if isinstance(result, Reading):
            await open_reader().drop_text(result.text_blob)
        return not_found("document")
    if result is None or not document.awaits(command.attempt):
        return Discard("this attempt at the document is over")
    if await documents.is_superseded(document):
        result = SUPERSEDED
    if isinstance(result, Failure):
        document.fail(result, tx.now)
        tx.send(DocumentFailed(document=document.state()))
        return None
    await _finish(document, result, documents, tx)
    return None


async def _finish(
    document: Document, reading: Reading, documents: DocumentRepository, tx: Transaction
) -> None:
    started = time.perf_counter()
    recorded = Recorded()
    if reading.findings.account is not None:
        older = await documents.lock_older_texts(document)
        recorded = await record(tx, reading.findings.account, older)
    clones = await clone_flags(tx, document, reading.parsed.text)
    columns = _columns(reading, recorded, time.perf_counter() - started)
    flags = [hint.model_dump(mode="json") for hint in (*_hints(reading.parsed.flags), *clones)]
    document.finish({**columns, "flags": flags}, tx.now)
    tx.send(DocumentExtracted(document=document.state(), facts=reading.findings.facts))
    for event in told(document.id, recorded):
        tx.send(event)


def _columns(reading: Reading, recorded: Recorded, seconds: float) -> dict[str, object]:
    parsed, missed = reading.parsed, reading.findings.degraded
    return {
        "failure": None,
        "media_type": parsed.media_type,
        "language": parsed.language,
        "pages": len(parsed.pages),
        "characters": len(parsed.text),
        "text_blob": reading.text_blob,
        "extractor": reading.findings.extractor,
        "degraded": missed.model_dump(mode="json") if missed else None,
        "timings": {**reading.timings, "record": round(seconds, 4)},
        "entity_count": recorded.entity_count,
        "relationship_count": recorded.relationship_count,
    }


def _hints(flags: Iterable[Flag]) -> tuple[Hint, ...]:
    """What was found is quoted without the characters that cannot be shown."""
    hints = (
        Hint(code=flag.code, detail=_shown(flag.detail, flag.quote), page=flag.page)
        for flag in flags
    )
    return tuple(dict.fromkeys(hints))


def _shown(detail: str, quote: str) -> str:
    shown = "".join(char if char.isprintable() else " " for char in quote)
    words = " ".join(shown.split())
    return (f"{detail}: {words}" if words else detail)[:DETAIL_LENGTH]

"""Reading a document: the slow part, before any transaction of its own outcome."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from hirewire_chassis import Desk, TransientError
from hirewire_contracts.documents import ExtractDocument, Failure

from hirewire_ai_worker.documents.findings import Findings
from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.documents.progress import begin, note_parsed, waiting
from hirewire_ai_worker.documents.reader import Reader
from hirewire_ai_worker.documents.rules import TRIES
from hirewire_ai_worker.parsing.document import ParsedDocument

T = TypeVar("T")

GAVE_UP = Failure(
    code="interrupted", detail=f"reading was begun {TRIES} times and never ended", retryable=True
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read; its text is kept as blob ``text_blob``."""

    parsed: ParsedDocument
    findings: Findings
    text_blob: str
    timings: dict[str, float]


Result = Reading | Failure | None
"""None: this attempt at the document is over."""


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Seconds by step."""

    timings: dict[str, float] = field(default_factory=dict)

    async def time(self, step: str, work: Awaitable[T]) -> T:
        started = time.perf_counter()
        result = await work
        self.timings[step] = round(time.perf_counter() - started, 4)
        return result


async def read_document(
    command: ExtractDocument, desk: Desk, *, open_reader: Callable[[], Reader]
) -> Result:
    """Raises TransientError when the next try may succeed; the last one says Failure instead."""
    document = await waiting(command, desk)
    if document is None:
        return None
    content = await open_reader().fetch(document)
    if isinstance(content, Failure):
        return content
    tries = await begin(command, desk)
    if not tries:
        return None
    if tries > TRIES:
        return GAVE_UP
    result = await _read(document, content, open_reader(), desk, command)
    if isinstance(result, Failure) and result.retryable and tries < TRIES:
        raise TransientError(result.detail)
    return result


async def _read(
    document: Document, content: bytes, reader: Reader, desk: Desk, command: ExtractDocument
) -> Reading | Failure:
    watch = Stopwatch()
    parsed = await watch.time("parse", reader.parse(content))
    if isinstance(parsed, Failure):
        return parsed
    await note_parsed(command, desk)
    findings = await watch.time("extract", reader.extract(document, parsed, desk))
    if isinstance(findings, Failure):
        return findings
    text_blob = await watch.time("keep", reader.keep_text(document, parsed.text))
    return Reading(parsed, findings, text_blob, watch.timings)

"""Reading in this process or in several: ai_worker's way with a document, without its servers."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal, Self

from hirewire_ai_worker.documents.findings import read_facts
from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.extraction.tagger.tagger import SpanTagger
from hirewire_ai_worker.parsing.convert import read_document
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import ParseFailure
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.sandbox import DocumentParser
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy
from hirewire_chassis import new_id

from hirewire_cli.extraction_record import Record, failed, found

Kind = Literal["resume", "job"]
WAITING = 4
"""So many inputs wait for each process, so that none of them is idle."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file, or a text; ``refused`` says why it is neither."""

    id: str
    kind: Kind
    file: Path | None = None
    text: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Extractor:
    """Heavy to make; processes that are forked share it."""

    parser: DocumentParser
    languages: LanguageDetector
    taxonomy: Taxonomy
    tagger: SpanTagger

    @classmethod
    def load(cls) -> Self:
        languages = LanguageDetector.load()
        parser = DocumentParser(ParseLimits(), languages)
        return cls(parser, languages, load_taxonomy(), SpanTagger.load())

    def read(self, given: Given) -> Record:
        """Never raises for what is in the file or the text: that is a failure with a code."""
        started = time.perf_counter()
        try:
            record = self._record(given)
        except Exception as error:  # noqa: BLE001 - one document must not end the run of all
            reason = f"the extractor failed: {type(error).__name__}: {error}"
            record = failed("extraction_failed", reason)
        record["seconds"] = round(time.perf_counter() - started, 4)
        return {"id": given.id, **record}

    def _record(self, given: Given) -> Record:
        if given.refused:
            return failed("invalid_input", given.refused)
        parsed = self._parsed(given)
        if isinstance(parsed, ParseFailure):
            return failed(parsed.code, parsed.detail, retryable=parsed.retryable)
        document = Document(id=new_id(), kind=given.kind, created_at=datetime.now(UTC))
        facts = read_facts(document, parsed, self.taxonomy, self.tagger)
        return found(parsed, facts, self.taxonomy)

    def _parsed(self, given: Given) -> ParsedDocument | ParseFailure:
        """Files may be hostile and are read in a process of their own; texts are not."""
        if given.file is not None:
            return asyncio.run(self.parser.parse(given.file.read_bytes()))
        parsed = read_document(given.text.encode(errors="replace"), ParseLimits())
        if isinstance(parsed, ParseFailure):
            return parsed
        return replace(parsed, language=self.languages.detect(parsed.text))


def read_all(inputs: Iterable[Given], extractor: Extractor, workers: int) -> Iterator[Record]:
    """In the order of the inputs. With one worker each is answered before the next is asked for."""
    if workers == 1:
        yield from map(extractor.read, inputs)
        return
    context = get_context("fork")
    with ProcessPoolExecutor(workers, context, _HELD.append, (extractor,)) as pool:
        yield from _windowed(lambda given: pool.submit(_read, given), inputs, WAITING * workers)


def _windowed(
    submit: Callable[[Given], "Future[Record]"], inputs: Iterable[Given], most: int
) -> Iterator[Record]:
    waiting: deque[Future[Record]] = deque()
    for given in inputs:
        waiting.append(submit(given))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


_HELD: list[Extractor] = []
"""What a forked worker reads with: it is inherited, as it is too big to be sent with each input."""


def _read(given: Given) -> dict[str, Any]:
    return _HELD[-1].read(given)

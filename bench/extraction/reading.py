"""Documents read as the service reads them: the parser, then the extractor."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from hirewire_ai_worker.documents.findings import read_facts
from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.extraction.facts import JobFacts, ResumeFacts
from hirewire_ai_worker.extraction.tagger.tagger import SpanTagger
from hirewire_ai_worker.parsing.convert import read_document
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import ParseFailure
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.sandbox import DocumentParser
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

from bench.extraction.sources import Kind

READ_AT = datetime(2026, 11, 20, tzinfo=UTC)
SOME_ID = UUID(int=1)


@dataclass(frozen=True, slots=True)
class Reader:
    """``confined`` runs a process for each document, as the service does; both parse alike."""

    taxonomy: Taxonomy
    languages: LanguageDetector
    tagger: SpanTagger | None = None
    confined: bool = False

    @classmethod
    def load(cls) -> "Reader":
        return cls(load_taxonomy(), LanguageDetector.load(), SpanTagger.load())

    def parse(self, data: bytes) -> ParsedDocument | ParseFailure:
        if self.confined:
            return asyncio.run(DocumentParser(ParseLimits(), self.languages).parse(data))
        result = read_document(data, ParseLimits())
        if isinstance(result, ParseFailure):
            return result
        return replace(result, language=self.languages.detect(result.text))

    def parsed(self, data: bytes, name: str) -> ParsedDocument:
        """Raises ValueError where the document cannot be read."""
        document = self.parse(data)
        if isinstance(document, ParsedDocument):
            return document
        raise ValueError(f"{name}: {document.code}: {document.detail}")

    def facts(self, parsed: ParsedDocument, kind: Kind) -> ResumeFacts | JobFacts:
        document = Document(id=SOME_ID, kind=kind, name="", created_at=READ_AT)
        facts = read_facts(document, parsed, self.taxonomy, self.tagger)
        if facts is None:
            raise ValueError(f"nothing is read out of a document of kind {kind}")
        return facts

    def resume(self, parsed: ParsedDocument) -> ResumeFacts:
        facts = self.facts(parsed, "resume")
        assert isinstance(facts, ResumeFacts)  # noqa: S101 - what the kind says
        return facts

    def job(self, parsed: ParsedDocument) -> JobFacts:
        facts = self.facts(parsed, "job")
        assert isinstance(facts, JobFacts)  # noqa: S101 - what the kind says
        return facts

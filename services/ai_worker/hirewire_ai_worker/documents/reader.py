"""From a document's source to its text and facts. Nothing here touches the database."""

import asyncio
import contextlib
from hashlib import sha256
from typing import assert_never

import structlog
from hirewire_chassis import Desk
from hirewire_chassis.blobs import BlobNotFoundError, BlobStore
from hirewire_contracts.documents import Failure, FileSource, TextSource, UrlSource

from hirewire_ai_worker.documents.findings import Findings, degraded, findings_of, read_facts
from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.documents.web import Web
from hirewire_ai_worker.extraction.tagger.tagger import SpanTagger
from hirewire_ai_worker.language_model.consulting import Consultant
from hirewire_ai_worker.language_model.merging import with_opinions
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import ParseFailure
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.parsing.limits import MEBIBYTE, ParseLimits
from hirewire_ai_worker.parsing.sandbox import DocumentParser
from hirewire_ai_worker.settings import AiWorkerSettings
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

log = structlog.get_logger(__name__)


class Reader:
    """The tools that reading takes: heavy to make, safe to share between tasks."""

    def __init__(
        self,
        blobs: BlobStore,
        parser: DocumentParser,
        taxonomy: Taxonomy,
        consultant: Consultant | None = None,
        web: Web | None = None,
        tagger: SpanTagger | None = None,
    ) -> None:
        self._blobs = blobs
        self._parser = parser
        self._taxonomy = taxonomy
        self._consultant = consultant
        self._web = web or Web()
        self._tagger = tagger

    @classmethod
    def load(cls, settings: AiWorkerSettings) -> "Reader":
        limits = ParseLimits(
            wall_time=settings.parse_seconds,
            cpu_time=max(1, round(settings.parse_seconds)),
            memory=settings.parse_memory_mb * MEBIBYTE,
        )
        parser = DocumentParser(limits, LanguageDetector.load())
        taxonomy = load_taxonomy(imported=settings.taxonomy_dir)
        tagger = SpanTagger.load(settings.model_cache, weights=settings.model_weights)
        web = Web(settings.networks())
        blobs = BlobStore(settings.blobs_url)
        return cls(blobs, parser, taxonomy, settings.consultant(), web, tagger)

    @property
    def taxonomy(self) -> Taxonomy:
        return self._taxonomy

    @property
    def tagger(self) -> SpanTagger | None:
        return self._tagger

    async def fetch(self, document: Document) -> bytes | Failure:
        match document.read_source():
            case TextSource(text=text):
                return text.encode()
            case FileSource() as file:
                return await self._fetch_file(file)
            case UrlSource(url=url):
                return await self._web.fetch(url)
            case source:
                assert_never(source)

    async def _fetch_file(self, file: FileSource) -> bytes | Failure:
        try:
            content = await self._blobs.get(file.blob)
        except BlobNotFoundError:
            return Failure(code="file_missing", detail="the file is gone", retryable=False)
        if sha256(content).hexdigest() != file.sha256:
            detail = "the file is not the one that was uploaded"
            return Failure(code="file_changed", detail=detail, retryable=False)
        return content

    async def parse(self, content: bytes) -> ParsedDocument | Failure:
        parsed = await self._parser.parse(content)
        if isinstance(parsed, ParseFailure):
            return Failure(code=parsed.code, detail=parsed.detail, retryable=parsed.retryable)
        return parsed

    async def extract(
        self, document: Document, parsed: ParsedDocument, desk: Desk
    ) -> Findings | Failure:
        """What one document makes the extractor stumble over is that document's failure."""
        try:
            facts = await asyncio.to_thread(
                read_facts, document, parsed, self._taxonomy, self._tagger
            )
        except Exception as error:
            log.exception("extraction failed", document=str(document.id))
            detail = f"the extractor failed: {type(error).__name__}"
            return Failure(code="extraction_failed", detail=detail, retryable=False)
        if facts is None or self._consultant is None:
            return findings_of(document, parsed, facts, self._taxonomy)
        said = await self._consultant.consult(parsed, facts, desk)
        if isinstance(said, Failure):
            log.warning("read without the model", document=str(document.id), reason=said.code)
            return degraded(findings_of(document, parsed, facts, self._taxonomy), said)
        facts = with_opinions(facts, said, self._taxonomy, self._consultant.version)
        return findings_of(document, parsed, facts, self._taxonomy)

    async def keep_text(self, document: Document, text: str) -> str:
        """Put the text where others read it, and say where. The same again changes nothing."""
        key = text_key(document)
        await self._blobs.put(key, text.encode())
        return key

    async def drop_text(self, key: str) -> None:
        """Whether or not it is there."""
        with contextlib.suppress(BlobNotFoundError):
            await self._blobs.delete(key)


def text_key(document: Document) -> str:
    """Where the blob store keeps the text that was read from it."""
    return f"{document.workspace_id}/{document.id}.txt"

"""Documents: what ai_worker reads, how far it is, and the facts that it found."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from hirewire_contracts.candidates import CandidateDetails
from hirewire_contracts.jobs import JobDetails
from hirewire_contracts.message import Command, Event, Value
from hirewire_contracts.values import Confidence, Count, Evidence, Reference, ShortText, Stamp

DocumentKind = Literal["resume", "job", "other"]
DocumentStatus = Literal["queued", "parsing", "extracting", "done", "failed"]


class FileSource(Value):
    """A file in the blob store."""

    kind: Literal["file"] = "file"
    file_id: UUID
    blob: str = Field(min_length=1, max_length=500)
    name: str = Field(max_length=300)
    media_type: str = Field(max_length=200)
    size: Count
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class TextSource(Value):
    """Text that came in the message itself."""

    kind: Literal["text"] = "text"
    text: str = Field(max_length=200_000)
    media_type: Literal["text/plain", "text/markdown", "text/html"] = "text/plain"


class UrlSource(Value):
    """A page or file on the web, fetched when the document is read."""

    kind: Literal["url"] = "url"
    url: str = Field(min_length=8, max_length=2_000, pattern=r"^https?://")


Source = Annotated[FileSource | TextSource | UrlSource, Field(discriminator="kind")]


class Failure(Value):
    """Why a document could not be read; ``code`` is stable, ``retryable`` says if trying helps."""

    code: str = Field(pattern=r"^[a-z_]+$")
    detail: str
    retryable: bool


class Flag(Value):
    """Something a person should look at; never part of a score."""

    code: str = Field(pattern=r"^[a-z_]+$")
    detail: str
    page: int | None = None


class Document(Stamp):
    """A document as the REST API shows it (its text is in the blob ``text_blob``)."""

    kind: DocumentKind
    status: DocumentStatus
    file_id: UUID | None = None
    name: str | None = None
    about: Reference | None = None
    failure: Failure | None = None
    media_type: str | None = None
    language: str | None = None
    pages: Count | None = None
    characters: Count | None = None
    text_blob: str | None = None
    extractor: str | None = None
    degraded: Failure | None = Field(
        default=None, description="why the language model had no part in it, though there is one"
    )
    flags: tuple[Flag, ...] = ()
    timings: dict[str, float] = Field(default_factory=dict, description="seconds by step")
    entity_count: Count = 0
    relationship_count: Count = 0
    batch_id: UUID | None = None
    deleted: bool = False


class Requirement(Value):
    """Something a job asks for, with the words it asks in."""

    kind: Literal["skill", "experience", "education", "language", "certificate", "location"]
    name: ShortText
    key: str | None = None
    required: bool = True
    years: float | None = None
    level: str | None = None
    confidence: Confidence = 1.0
    evidence: tuple[Evidence, ...] = ()


class ResumeFacts(Value):
    """What a résumé says of its person."""

    kind: Literal["resume"] = "resume"
    candidate: CandidateDetails
    seniority: str | None = None


class JobFacts(Value):
    """What a job ad says: details for the job and requirements for matching."""

    kind: Literal["job"] = "job"
    job: JobDetails | None = None
    requirements: tuple[Requirement, ...] = ()


Facts = Annotated[ResumeFacts | JobFacts, Field(discriminator="kind")]


class SubmitDocumentV1(Command):
    """The first version knew files only."""

    type: ClassVar[str] = "ai_worker.submit_document.v1"
    about: ClassVar[str] = "document_id"

    document_id: UUID
    document_kind: DocumentKind
    file: FileSource

    def upcast(self) -> "SubmitDocument":
        return SubmitDocument(
            document_id=self.document_id, document_kind=self.document_kind, source=self.file
        )


class SubmitDocument(Command):
    """Have a document read. ``for_resource`` is the id that its candidate or job shall get."""

    type: ClassVar[str] = "ai_worker.submit_document.v2"
    about: ClassVar[str] = "document_id"

    document_id: UUID
    document_kind: DocumentKind
    source: Source
    for_resource: Reference | None = None


class BatchDocument(Value):
    """One document of a batch; the fields are those of SubmitDocument."""

    document_id: UUID
    document_kind: DocumentKind
    source: Source
    for_resource: Reference | None = None


class SubmitDocumentBatch(Command):
    """Have many documents read; each goes its own way, none waits for another."""

    type: ClassVar[str] = "ai_worker.submit_document_batch.v1"
    about: ClassVar[str] = "batch_id"

    batch_id: UUID
    documents: tuple[BatchDocument, ...] = Field(min_length=1, max_length=200)


class DeleteDocument(Command):
    """Forget a document: its text, what it says in the graph and what only it says."""

    type: ClassVar[str] = "ai_worker.delete_document.v1"
    about: ClassVar[str] = "document_id"

    document_id: UUID


class RetryDocument(Command):
    type: ClassVar[str] = "ai_worker.retry_document.v1"
    about: ClassVar[str] = "document_id"

    document_id: UUID


class ExtractDocument(Command):
    """ai_worker's word to itself: the slow part, on a queue of its own."""

    type: ClassVar[str] = "ai_worker.extract_document.v1"
    about: ClassVar[str] = "document_id"

    document_id: UUID
    attempt: int = 1


class DocumentProgressed(Event):
    """A document was queued, is being parsed or is being extracted."""

    type: ClassVar[str] = "ai_worker.document_progressed.v1"
    about: ClassVar[str] = "document"

    document: Document


class DocumentExtracted(Event):
    type: ClassVar[str] = "ai_worker.document_extracted.v1"
    about: ClassVar[str] = "document"

    document: Document
    facts: Facts | None = None


class DocumentFailed(Event):
    type: ClassVar[str] = "ai_worker.document_failed.v1"
    about: ClassVar[str] = "document"

    document: Document


class DocumentBatch(Stamp):
    """The documents that were submitted together, in that order."""

    documents: tuple[UUID, ...]


class DocumentBatchSubmitted(Event):
    type: ClassVar[str] = "ai_worker.document_batch_submitted.v1"
    about: ClassVar[str] = "batch"

    batch: DocumentBatch


class DocumentDeleted(Event):
    """A document is gone; ``sequence`` is beyond that of all its states."""

    type: ClassVar[str] = "ai_worker.document_deleted.v1"
    about: ClassVar[str] = "document"

    document: Document


MESSAGES = (
    SubmitDocumentV1,
    SubmitDocument,
    SubmitDocumentBatch,
    DeleteDocument,
    RetryDocument,
    ExtractDocument,
    DocumentBatchSubmitted,
    DocumentDeleted,
    DocumentProgressed,
    DocumentExtracted,
    DocumentFailed,
)

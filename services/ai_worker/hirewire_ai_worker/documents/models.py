"""The mapped documents and their batches."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from hirewire_contracts import documents as contract
from hirewire_contracts.documents import DocumentKind, DocumentStatus, Failure, Source
from pydantic import TypeAdapter
from sqlalchemy import BigInteger, ForeignKey, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_ai_worker.documents.rules import is_ahead, is_over
from hirewire_ai_worker.tables import Base, Stamped

_SOURCE: TypeAdapter[Source] = TypeAdapter(Source)


class Batch(Stamped, Base):
    """The documents that were submitted together."""

    __tablename__ = "document_batches"

    documents: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))

    def state(self) -> contract.DocumentBatch:
        return contract.DocumentBatch.model_validate(self, from_attributes=True)


class Document(Stamped, Base):
    """A document and how far it is.

    ``attempt`` counts the times a person asked for it to be read; ``tries`` how often the present
    attempt was begun. ``about_sequence`` is set when the text was taken from that version of the
    job ``about_id``. ``digest`` is that of the submission.
    """

    __tablename__ = "documents"

    kind: Mapped[DocumentKind] = mapped_column(Text)
    status: Mapped[DocumentStatus] = mapped_column(Text)
    attempt: Mapped[int]
    tries: Mapped[int]
    source: Mapped[dict[str, object]] = mapped_column(JSONB)
    digest: Mapped[str]
    file_id: Mapped[UUID | None]
    name: Mapped[str | None]
    about: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    about_id: Mapped[UUID | None]
    about_sequence: Mapped[int | None]
    failure: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    media_type: Mapped[str | None]
    language: Mapped[str | None]
    pages: Mapped[int | None]
    characters: Mapped[int | None]
    text_blob: Mapped[str | None]
    extractor: Mapped[str | None]
    degraded: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    flags: Mapped[list[object]] = mapped_column(JSONB)
    timings: Mapped[dict[str, float]] = mapped_column(JSONB)
    entity_count: Mapped[int]
    relationship_count: Mapped[int]
    batch_id: Mapped[UUID | None]

    def awaits(self, attempt: int) -> bool:
        """Whether this attempt at reading it is the present one, and not over."""
        return self.attempt == attempt and not is_over(self.status)

    @property
    def is_job_text(self) -> bool:
        """Whether its text was taken from a job that was posted field by field."""
        return self.about_sequence is not None

    def read_source(self) -> Source:
        return _SOURCE.validate_python(self.source)

    def state(self) -> contract.Document:
        return contract.Document.model_validate(self, from_attributes=True)

    def progress(self, status: DocumentStatus, at: datetime) -> bool:
        """Go on to ``status``; False when the document is there already, or further."""
        if not is_ahead(status, self.status):
            return False
        self.status = status
        self.advance(at)
        return True

    def queue_again(self, at: datetime) -> None:
        self.status = "queued"
        self.attempt += 1
        self.tries = 0
        self.failure = None
        self.degraded = None
        self.advance(at)

    def fail(self, failure: Failure, at: datetime) -> None:
        self.status = "failed"
        self.failure = failure.model_dump(mode="json")
        self.advance(at)

    def finish(self, results: Mapping[str, object], at: datetime) -> None:
        """``results`` are the columns that say what was read."""
        for name, value in results.items():
            setattr(self, name, value)
        self.status = "done"
        self.advance(at)


class Passage(Base):
    """A sequence of words that a document holds, as a number; see ``likeness``."""

    __tablename__ = "passages"

    document_id: Mapped[UUID] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    value: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    workspace_id: Mapped[UUID]

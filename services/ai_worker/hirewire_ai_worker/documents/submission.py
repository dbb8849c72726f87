"""A document on its way in."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_contracts.documents import (
    DocumentKind,
    DocumentProgressed,
    ExtractDocument,
    FileSource,
    Source,
)
from hirewire_contracts.values import Reference
from pydantic_core import to_json

from hirewire_ai_worker.documents.models import Document


@dataclass(frozen=True, slots=True)
class Submission:
    """What shall be read, as what, and what it is about.

    ``about_sequence``: the text is that of this version of the job ``about``.
    """

    document_id: UUID
    kind: DocumentKind
    source: Source
    about: Reference | None = None
    about_sequence: int | None = None
    name: str | None = None
    batch_id: UUID | None = None

    @property
    def digest(self) -> str:
        """The same for submissions of the same content."""
        content = {"kind": self.kind, "source": self.source, "about": self.about}
        return sha256(to_json(content)).hexdigest()


def queued(submission: Submission, tx: Transaction) -> Document:
    """A new document, not stored yet."""
    source, about = submission.source, submission.about
    return Document(
        id=submission.document_id,
        workspace_id=tx.workspace_id,
        sequence=1,
        created_by=tx.context.actor_id,
        created_at=tx.now,
        updated_at=tx.now,
        kind=submission.kind,
        batch_id=submission.batch_id,
        status="queued",
        attempt=1,
        tries=0,
        source=source.model_dump(mode="json"),
        digest=submission.digest,
        file_id=source.file_id if isinstance(source, FileSource) else None,
        name=submission.name,
        about=about.model_dump(mode="json") if about else None,
        about_id=about.id if about else None,
        about_sequence=submission.about_sequence,
        flags=[],
        timings={},
        entity_count=0,
        relationship_count=0,
    )


def announce(document: Document, tx: Transaction) -> None:
    """Tell that it waits, and have it read."""
    tx.send(DocumentProgressed(document=document.state()))
    tx.send(ExtractDocument(document_id=document.id, attempt=document.attempt))

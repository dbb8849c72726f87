"""The mapped candidate."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from hirewire_contracts import candidates as contract
from hirewire_contracts.candidates import CandidateDetails, CandidateStatus
from hirewire_contracts.documents import Document
from sqlalchemy import DateTime, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_jobs.revision import DocumentVersion
from hirewire_jobs.tables import Base


class Candidate(Base):
    """A candidate in this workspace. ``edited`` names the fields that a person wrote.

    ``origin`` is the digest of the command that created it; one read from a résumé has none.
    """

    __tablename__ = "candidates"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    sequence: Mapped[int]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    headline: Mapped[str | None]
    emails: Mapped[list[object]] = mapped_column(JSONB)
    phone_numbers: Mapped[list[object]] = mapped_column(JSONB)
    urls: Mapped[list[object]] = mapped_column(JSONB)
    location: Mapped[str | None]
    summary: Mapped[str | None]
    skills: Mapped[list[object]] = mapped_column(JSONB)
    work: Mapped[list[object]] = mapped_column(JSONB)
    education: Mapped[list[object]] = mapped_column(JSONB)
    languages: Mapped[list[object]] = mapped_column(JSONB)
    certificates: Mapped[list[object]] = mapped_column(JSONB)
    years_of_experience: Mapped[float | None]
    tags: Mapped[list[object]] = mapped_column(JSONB)
    source: Mapped[str | None]
    consent: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    status: Mapped[CandidateStatus] = mapped_column(Text)
    merged_into: Mapped[UUID | None]
    resume_file_id: Mapped[UUID | None]
    document_id: Mapped[UUID | None]
    document_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    document_sequence: Mapped[int | None]
    edited: Mapped[list[str]] = mapped_column(ARRAY(Text))
    origin: Mapped[str | None]

    @classmethod
    def blank(
        cls, candidate_id: UUID, workspace_id: UUID, created_by: UUID | None, at: datetime
    ) -> "Candidate":
        """An active candidate without details; ``write`` gives it these."""
        return cls(
            id=candidate_id,
            workspace_id=workspace_id,
            sequence=0,
            created_by=created_by,
            created_at=at,
            status="active",
            edited=[],
        )

    @property
    def details(self) -> CandidateDetails:
        return CandidateDetails.model_validate(self, from_attributes=True)

    @property
    def version(self) -> DocumentVersion | None:
        """Which reading of which résumé it holds."""
        if self.document_id is None or self.document_at is None or self.document_sequence is None:
            return None
        return DocumentVersion(self.document_at, self.document_id, self.document_sequence)

    def state(self) -> contract.Candidate:
        return contract.Candidate.model_validate(self, from_attributes=True)

    def write(self, details: CandidateDetails, at: datetime) -> None:
        for name, value in details.model_dump(mode="json").items():
            setattr(self, name, value)
        self.sequence += 1
        self.updated_at = at

    def note_edits(self, fields: Iterable[str]) -> None:
        self.edited = sorted({*self.edited, *fields})

    def note_document(self, document: Document) -> None:
        self.resume_file_id = document.file_id
        self.document_id = document.id
        self.document_at = document.created_at
        self.document_sequence = document.sequence

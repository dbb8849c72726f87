"""The mapped job."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from hirewire_contracts import jobs as contract
from hirewire_contracts.documents import Document
from hirewire_contracts.jobs import JobDetails, JobStatus
from sqlalchemy import DateTime, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_jobs.revision import DocumentVersion
from hirewire_jobs.tables import Base


class Job(Base):
    """A job in this workspace. ``edited`` names the fields that a person wrote.

    ``origin`` is the digest of the command that created it; a job read from an ad has none.
    """

    __tablename__ = "jobs"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    sequence: Mapped[int]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    title: Mapped[str]
    description: Mapped[str]
    company: Mapped[str | None]
    department: Mapped[str | None]
    employment_type: Mapped[str | None]
    workplace_type: Mapped[str | None]
    locations: Mapped[list[str]] = mapped_column(JSONB)
    salary: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    skills_required: Mapped[list[str]] = mapped_column(JSONB)
    skills_preferred: Mapped[list[str]] = mapped_column(JSONB)
    seniority: Mapped[str | None]
    headcount: Mapped[int]
    external_id: Mapped[str | None]
    source: Mapped[str | None]
    url: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(JSONB)
    closes_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    status: Mapped[JobStatus] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    close_reason: Mapped[str | None]
    document_id: Mapped[UUID | None]
    document_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    document_sequence: Mapped[int | None]
    edited: Mapped[list[str]] = mapped_column(ARRAY(Text))
    origin: Mapped[str | None]

    @classmethod
    def draft(
        cls, job_id: UUID, workspace_id: UUID, created_by: UUID | None, at: datetime
    ) -> "Job":
        """A draft without details; ``write`` gives it these."""
        return cls(
            id=job_id,
            workspace_id=workspace_id,
            sequence=0,
            created_by=created_by,
            created_at=at,
            status="draft",
            edited=[],
        )

    @property
    def details(self) -> JobDetails:
        return JobDetails.model_validate(self, from_attributes=True)

    @property
    def version(self) -> DocumentVersion | None:
        """Which reading of its document it holds."""
        if self.document_id is None or self.document_at is None or self.document_sequence is None:
            return None
        return DocumentVersion(self.document_at, self.document_id, self.document_sequence)

    def state(self) -> contract.Job:
        return contract.Job.model_validate(self, from_attributes=True)

    def write(self, details: JobDetails, at: datetime) -> None:
        for name, value in details.model_dump().items():
            setattr(self, name, value)
        self._advance(at)

    def note_edits(self, fields: Iterable[str]) -> None:
        self.edited = sorted({*self.edited, *fields})

    def note_document(self, document: Document) -> None:
        self.document_id = document.id
        self.document_at = document.created_at
        self.document_sequence = document.sequence

    def start_open(self) -> None:
        """Be open from the first version on."""
        self.status = "open"
        self.published_at = self.created_at

    def move_to(self, status: JobStatus, reason: str | None, at: datetime) -> None:
        """Enter a status; ``reason`` is kept while the job is closed."""
        if status == "open":
            self.published_at = self.published_at or at
        if status in {"open", "closed"}:
            self.close_reason = reason if status == "closed" else None
        self.status = status
        self._advance(at)

    def _advance(self, at: datetime) -> None:
        self.sequence += 1
        self.updated_at = at

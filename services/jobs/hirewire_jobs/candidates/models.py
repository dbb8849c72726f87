"""The mapped candidate."""

from datetime import datetime
from uuid import UUID

from hirewire_contracts import candidates as contract
from hirewire_contracts.candidates import CandidateDetails, CandidateStatus
from hirewire_contracts.documents import Document
from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_jobs.tables import Aggregate


class Candidate(Aggregate):
    """A candidate in this workspace."""

    __tablename__ = "candidates"

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

    def state(self) -> contract.Candidate:
        return contract.Candidate.model_validate(self, from_attributes=True)

    def write(self, details: CandidateDetails, at: datetime) -> None:
        for name, value in details.model_dump(mode="json").items():
            setattr(self, name, value)
        self.advance(at)

    def note_document(self, document: Document) -> None:
        super().note_document(document)
        self.resume_file_id = document.file_id

"""The mapped job."""

from datetime import datetime
from uuid import UUID

from hirewire_contracts import jobs as contract
from hirewire_contracts.jobs import JobDetails, JobStatus
from sqlalchemy import DateTime, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_jobs.tables import Aggregate


class Job(Aggregate):
    """A job in this workspace."""

    __tablename__ = "jobs"

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

    def state(self) -> contract.Job:
        return contract.Job.model_validate(self, from_attributes=True)

    def write(self, details: JobDetails, at: datetime) -> None:
        for name, value in details.model_dump().items():
            setattr(self, name, value)
        self.advance(at)

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
        self.advance(at)

"""Jobs: their state, the commands that the jobs service accepts and the events that it tells."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, JsonValue

from hirewire_contracts.message import Command, Event, Value
from hirewire_contracts.values import Salary, ShortText, Stamp

JobStatus = Literal["draft", "open", "on_hold", "closed", "archived"]
JobAction = Literal["publish", "hold", "close", "reopen", "archive"]
EmploymentType = Literal["full_time", "part_time", "contract", "temporary", "internship", "other"]
WorkplaceType = Literal["on_site", "hybrid", "remote"]
Seniority = Literal["intern", "junior", "mid", "senior", "lead", "principal", "executive"]


class JobDetails(Value):
    """What people write about a job."""

    title: ShortText
    description: str = Field(default="", max_length=50_000)
    company: str | None = Field(default=None, max_length=300)
    department: str | None = Field(default=None, max_length=300)
    employment_type: EmploymentType | None = None
    workplace_type: WorkplaceType | None = None
    locations: tuple[ShortText, ...] = Field(default=(), max_length=50)
    salary: Salary | None = None
    skills_required: tuple[ShortText, ...] = Field(default=(), max_length=100)
    skills_preferred: tuple[ShortText, ...] = Field(default=(), max_length=100)
    seniority: Seniority | None = None
    headcount: int = Field(default=1, ge=1, le=10_000)
    external_id: str | None = Field(default=None, max_length=200)
    source: str | None = Field(default=None, max_length=200)
    url: str | None = Field(default=None, max_length=2_000)
    tags: tuple[ShortText, ...] = Field(default=(), max_length=100)
    closes_at: AwareDatetime | None = None


class Job(Stamp, JobDetails):
    """A job as the REST API shows it."""

    status: JobStatus
    published_at: AwareDatetime | None = None
    close_reason: str | None = None
    document_id: UUID | None = None


class CreateJob(Command):
    type: ClassVar[str] = "jobs.create_job.v1"
    about: ClassVar[str] = "job_id"

    job_id: UUID
    job: JobDetails
    publish: bool = False


class UpdateJob(Command):
    """Replaces the fields of ``changes`` (those of JobDetails) and leaves the others."""

    type: ClassVar[str] = "jobs.update_job.v1"
    about: ClassVar[str] = "job_id"

    job_id: UUID
    changes: dict[str, JsonValue]
    expected_sequence: int | None = None


class ChangeJobStatus(Command):
    type: ClassVar[str] = "jobs.change_job_status.v1"
    about: ClassVar[str] = "job_id"

    job_id: UUID
    action: JobAction
    reason: str | None = Field(default=None, max_length=300)
    expected_sequence: int | None = None


class JobCreated(Event):
    type: ClassVar[str] = "jobs.job_created.v1"
    about: ClassVar[str] = "job"

    job: Job


class JobUpdated(Event):
    type: ClassVar[str] = "jobs.job_updated.v1"
    about: ClassVar[str] = "job"

    job: Job
    changed: tuple[str, ...]


class JobStatusChanged(Event):
    type: ClassVar[str] = "jobs.job_status_changed.v1"
    about: ClassVar[str] = "job"

    job: Job
    previous: JobStatus


MESSAGES = (CreateJob, UpdateJob, ChangeJobStatus, JobCreated, JobUpdated, JobStatusChanged)

"""Candidates: their state, the commands that the jobs service accepts and the events it tells."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, JsonValue

from hirewire_contracts.message import Command, Event, Value
from hirewire_contracts.values import (
    Certificates,
    Contact,
    Education,
    Languages,
    ShortText,
    Skills,
    Stamp,
    Work,
)

CandidateStatus = Literal["active", "merged", "erased"]


class Consent(Value):
    """Until when the data may be stored, and whether the person may be contacted."""

    store_until: AwareDatetime | None = None
    contact: bool | None = None


class CandidateDetails(Value):
    """What is known about a candidate."""

    first_name: str | None = Field(default=None, max_length=200)
    last_name: str | None = Field(default=None, max_length=200)
    headline: str | None = Field(default=None, max_length=300)
    emails: tuple[Contact, ...] = Field(default=(), max_length=20)
    phone_numbers: tuple[Contact, ...] = Field(default=(), max_length=20)
    urls: tuple[Contact, ...] = Field(default=(), max_length=40)
    location: str | None = Field(default=None, max_length=300)
    summary: str | None = Field(default=None, max_length=20_000)
    skills: Skills = ()
    work: tuple[Work, ...] = Field(default=(), max_length=100)
    education: tuple[Education, ...] = Field(default=(), max_length=50)
    languages: Languages = ()
    certificates: Certificates = ()
    years_of_experience: float | None = Field(default=None, ge=0, le=80)
    tags: tuple[ShortText, ...] = Field(default=(), max_length=100)
    source: str | None = Field(default=None, max_length=200)
    consent: Consent | None = None


class Candidate(Stamp, CandidateDetails):
    """A candidate as the REST API shows it."""

    status: CandidateStatus = "active"
    merged_into: UUID | None = None
    resume_file_id: UUID | None = None
    document_id: UUID | None = None


class CreateCandidate(Command):
    type: ClassVar[str] = "jobs.create_candidate.v1"
    about: ClassVar[str] = "candidate_id"

    candidate_id: UUID
    candidate: CandidateDetails


class UpdateCandidate(Command):
    """Replaces the fields of ``changes`` (those of CandidateDetails) and leaves the others."""

    type: ClassVar[str] = "jobs.update_candidate.v1"
    about: ClassVar[str] = "candidate_id"

    candidate_id: UUID
    changes: dict[str, JsonValue]
    expected_sequence: int | None = None


class CandidateCreated(Event):
    type: ClassVar[str] = "jobs.candidate_created.v1"
    about: ClassVar[str] = "candidate"

    candidate: Candidate


class CandidateUpdated(Event):
    type: ClassVar[str] = "jobs.candidate_updated.v1"
    about: ClassVar[str] = "candidate"

    candidate: Candidate
    changed: tuple[str, ...]


MESSAGES = (CreateCandidate, UpdateCandidate, CandidateCreated, CandidateUpdated)

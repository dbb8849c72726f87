"""Many résumés at once: each file becomes a candidate or fails by itself; one summary ends it."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from hirewire_contracts.documents import Failure, FileSource
from hirewire_contracts.message import Command, Event, Value
from hirewire_contracts.values import Count, Stamp

ItemStatus = Literal["waiting", "created", "failed"]
MOST_FILES = 100


class ImportFile(Value):
    """``refusal`` instead of ``source``: a file that was not taken in, and why."""

    document_id: UUID
    name: str = Field(max_length=300)
    source: FileSource | None = None
    refusal: Failure | None = None


class ImportItem(Value):
    document_id: UUID
    name: str
    status: ItemStatus = "waiting"
    candidate_id: UUID | None = None
    failure: Failure | None = None


class CandidateImport(Stamp):
    """An import as the REST API shows it; ``created``, ``failed`` and ``waiting`` count files."""

    status: Literal["running", "done"]
    batch_id: UUID
    total: Count
    created: Count
    failed: Count
    waiting: Count
    items: tuple[ImportItem, ...]
    finished_at: AwareDatetime | None = None


class StartCandidateImport(Command):
    """``batch_id`` is the id that the batch of documents gets."""

    type: ClassVar[str] = "jobs.start_candidate_import.v1"
    about: ClassVar[str] = "import_id"

    import_id: UUID
    batch_id: UUID
    files: tuple[ImportFile, ...] = Field(min_length=1, max_length=MOST_FILES)


class EndCandidateImport(Command):
    """jobs' word to itself: nothing was heard of the import since its ``step``, ``until`` then."""

    type: ClassVar[str] = "jobs.end_candidate_import.v1"
    about: ClassVar[str] = "import_id"

    import_id: UUID
    step: Count
    until: AwareDatetime


class CandidateImportProgressed(Event):
    """It began, or something is known of one more file."""

    type: ClassVar[str] = "jobs.candidate_import_progressed.v1"
    about: ClassVar[str] = "candidate_import"

    candidate_import: CandidateImport


class CandidateImportCompleted(Event):
    """Told once: every file has become a candidate, has failed, or was not heard of in time."""

    type: ClassVar[str] = "jobs.candidate_import_completed.v1"
    about: ClassVar[str] = "candidate_import"

    candidate_import: CandidateImport


MESSAGES = (
    StartCandidateImport,
    EndCandidateImport,
    CandidateImportProgressed,
    CandidateImportCompleted,
)

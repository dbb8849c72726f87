"""What an import makes of each message, decided over plain data.

Answers may come twice, in any order, and after the import has given up on them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from hirewire_contracts.documents import Document, Failure
from hirewire_contracts.imports import (
    CandidateImport,
    ImportFile,
    ImportItem,
    ItemStatus,
    StartCandidateImport,
)
from hirewire_contracts.message import Value
from hirewire_contracts.settlement import Problem

from hirewire_jobs.candidates.rules import candidate_id_for

NOBODY = Failure(code="no_person", detail="It tells of no person.", retryable=False)
UNREADABLE = Failure(code="unreadable", detail="It could not be read.", retryable=False)
DELETED = Failure(code="deleted", detail="The document was deleted.", retryable=False)
SILENT = Failure(code="timed_out", detail="Nothing was heard of it in time.", retryable=True)
_ORDER: tuple[ItemStatus, ...] = ("waiting", "failed", "created")


class ImportState(Value):
    """An import between two messages; ``new`` until it has sent for its documents."""

    import_id: UUID
    batch_id: UUID
    workspace_id: UUID
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime
    sequence: int = 0
    phase: Literal["new", "running", "over"] = "new"
    items: tuple[ImportItem, ...]

    @property
    def is_settled(self) -> bool:
        return all(item.status != "waiting" for item in self.items)


def opened(
    command: StartCandidateImport, workspace_id: UUID, created_by: UUID | None, at: datetime
) -> ImportState:
    return ImportState(
        import_id=command.import_id,
        batch_id=command.batch_id,
        workspace_id=workspace_id,
        created_by=created_by,
        created_at=at,
        updated_at=at,
        items=tuple(_item(file) for file in command.files),
    )


def with_candidate(state: ImportState, document: Document) -> ImportState:
    """Its document became a candidate: that counts, whatever was heard of it before."""
    change = {"status": "created", "candidate_id": candidate_id_for(document), "failure": None}
    return _changed(state, document, change)


def with_failure(state: ImportState, document: Document, failure: Failure) -> ImportState:
    return _changed(state, document, {"status": "failed", "failure": failure})


def given_up(state: ImportState, failure: Failure, at: datetime) -> ImportState:
    """What is open by now has failed."""
    return _settled(state, (_failed(item, failure) for item in state.items), at)


def refused(problem: Problem | None) -> Failure:
    """Why the documents were not taken in at all."""
    if problem is None:
        return Failure(code="refused", detail="The documents were refused.", retryable=False)
    return Failure(code=problem.code, detail=problem.detail, retryable=False)


def summary(state: ImportState) -> CandidateImport:
    """The import as everybody sees it."""
    statuses = [item.status for item in state.items]
    created, failed = statuses.count("created"), statuses.count("failed")
    is_over = state.phase == "over"
    return CandidateImport(
        id=state.import_id,
        workspace_id=state.workspace_id,
        sequence=state.sequence,
        created_by=state.created_by,
        created_at=state.created_at,
        updated_at=state.updated_at,
        status="done" if is_over else "running",
        batch_id=state.batch_id,
        total=len(statuses),
        created=created,
        failed=failed,
        waiting=len(statuses) - created - failed,
        items=state.items,
        finished_at=state.updated_at if is_over else None,
    )


def _item(file: ImportFile) -> ImportItem:
    status: ItemStatus = "failed" if file.source is None else "waiting"
    name, failure = file.name, file.refusal
    return ImportItem(document_id=file.document_id, name=name, status=status, failure=failure)


def _failed(item: ImportItem, failure: Failure) -> ImportItem:
    if item.status != "waiting":
        return item
    return item.model_copy(update={"status": "failed", "failure": failure})


def _changed(state: ImportState, document: Document, change: Mapping[str, object]) -> ImportState:
    items = (
        _advanced(item, change) if item.document_id == document.id else item for item in state.items
    )
    return _settled(state, items, document.updated_at)


def _advanced(item: ImportItem, change: Mapping[str, object]) -> ImportItem:
    """Nothing goes back: an older failure that arrives late takes no candidate away."""
    changed = item.model_copy(update=change)
    is_ahead = _ORDER.index(changed.status) > _ORDER.index(item.status)
    return changed if is_ahead else item


def _settled(state: ImportState, items: Iterable[ImportItem], at: datetime) -> ImportState:
    """The same object when nothing is new."""
    found = tuple(items)
    if found == state.items:
        return state
    newest = max(state.updated_at, at)
    return state.model_copy(update={"items": found, "updated_at": newest})

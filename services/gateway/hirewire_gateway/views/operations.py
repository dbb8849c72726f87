"""How operations end: by the events and the settlements that their commands cause."""

from hirewire_chassis import Outcome, Transaction
from hirewire_contracts import Event
from hirewire_contracts.documents import DocumentFailed
from hirewire_contracts.imports import CandidateImportCompleted, StartCandidateImport
from hirewire_contracts.settlement import CommandSettled, Problem
from pydantic import JsonValue
from sqlalchemy import bindparam, select

from hirewire_gateway.http.models import Operation
from hirewire_gateway.live.feed import Change, Resource, tell

_UNFINISHED = ("pending", "failed")
_LONGEST_TIMELINE = 100
_OPERATION = (
    select(Operation)
    .where(Operation.id == bindparam("id"), Operation.workspace_id == bindparam("workspace_id"))
    .with_for_update()
)


async def conclude(event: Event, tx: Transaction, *changes: Change) -> None:
    """The end of every projection: its operation learns of it, then whoever listens.

    The order is the same everywhere (views, operation, live events), so that no two projections
    wait for each other.
    """
    operation = await _operation_of(tx)
    if operation is None:
        await tell(tx, changes)
        return
    _note(operation, event, tx)
    if operation.status in _UNFINISHED and _advance(operation, event):
        operation.finished_at = tx.now
        await tell(tx, (*changes, _change(operation)), finished=operation.id)
    else:
        await tell(tx, changes)


async def settle_operation(event: CommandSettled, tx: Transaction) -> Outcome:
    await conclude(event, tx)
    return None


async def _operation_of(tx: Transaction) -> Operation | None:
    which = {"id": tx.context.correlation_id, "workspace_id": tx.workspace_id}
    return await tx.session.scalar(_OPERATION, which)


def _note(operation: Operation, event: Event, tx: Transaction) -> None:
    if len(operation.timeline) < _LONGEST_TIMELINE:
        entry: dict[str, JsonValue] = {
            "at": tx.now.isoformat(),
            "type": event.type,
            "subject": str(event.subject),
        }
        operation.timeline = [*operation.timeline, entry]


def _advance(operation: Operation, event: Event) -> bool:
    """Whether this event ends the operation, and how."""
    is_subject = event.subject == operation.resource_id
    if operation.resource_kind == "candidate_import" and not _ends_import(event):
        return False
    match event:
        case CommandSettled(outcome="discarded"):
            return is_subject and _succeed(operation)
        case CommandSettled(outcome="rejected"):
            return _reject(operation, event.problem)
        case CommandSettled(outcome="failed"):
            return _fail(operation, event)
        case DocumentFailed() if _is_awaited(operation, event):
            return _reject(operation, _unreadable(event))
        case _:
            return is_subject and _succeed(operation)


def _ends_import(event: Event) -> bool:
    """What becomes of its parts, and of its alarms, is for the import to judge."""
    match event:
        case CommandSettled(outcome="rejected" | "failed", command_type=StartCandidateImport.type):
            return True
        case _:
            return isinstance(event, CandidateImportCompleted)


def _is_awaited(operation: Operation, event: DocumentFailed) -> bool:
    """The operation waits for what the document should have become, not for the document."""
    about = event.document.about
    return about is not None and about.id == operation.resource_id


def _unreadable(event: DocumentFailed) -> Problem:
    failure = event.document.failure
    code, detail = (failure.code, failure.detail) if failure else ("unreadable", "It has failed.")
    return Problem(code=code, title="The document could not be read", status=422, detail=detail)


def _succeed(operation: Operation) -> bool:
    operation.status = "succeeded"
    operation.problem = operation.dead_letter = None
    return True


def _reject(operation: Operation, problem: Problem | None) -> bool:
    operation.status = "rejected"
    operation.problem = None if problem is None else problem.model_dump(mode="json")
    return True


def _fail(operation: Operation, event: CommandSettled) -> bool:
    operation.status = "failed"
    operation.dead_letter = {"service": event.service, "id": event.dead_letter_id}
    return True


def _change(operation: Operation) -> Change:
    """Operations are personal: only who asked for one hears how it ended."""
    return Change(
        type=f"gateway.operation_{operation.status}.v1",
        topics=("operations", f"operations:{operation.id}"),
        resource=Resource(kind="operation", id=operation.id, href=operation.href),
        user_id=operation.user_id,
    )

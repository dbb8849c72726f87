"""How operations end: by the events and the settlements that their commands cause."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hirewire_chassis import Outcome, Transaction
from hirewire_contracts import Event
from hirewire_contracts.documents import DocumentFailed
from hirewire_contracts.imports import CandidateImportCompleted, StartCandidateImport
from hirewire_contracts.settlement import CommandSettled, Problem
from pydantic import JsonValue
from sqlalchemy import Row, bindparam, case, func, select, update
from sqlalchemy.dialects.postgresql import JSONB

from hirewire_gateway.http.models import Operation
from hirewire_gateway.live.feed import Change, Resource, tell

_UNFINISHED = ("pending", "failed")
_LONGEST_TIMELINE = 100
Json = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Ending:
    """What an operation's row says of how it ended; a failed one may end once more."""

    status: str
    finished_at: datetime
    problem: Json | None = None
    dead_letter: Json | None = None


_table = Operation.metadata.tables[Operation.__tablename__]
_c = _table.c
_OWN = (_c.id == bindparam("which"), _c.workspace_id == bindparam("workspace"))
_OPERATION = (
    select(*(c for c in _c if c.name not in {"timeline", "created_at"}))
    .where(*_OWN)
    .with_for_update()
)
_IS_FULL = func.jsonb_array_length(_c.timeline) >= _LONGEST_TIMELINE
_LONGER = _c.timeline.op("||")(bindparam("milestone", type_=JSONB))
_UPDATE = (
    update(_table)
    .where(*_OWN)
    .values(
        {name: bindparam(f"new_{name}", type_=_c[name].type) for name in Ending.__slots__}
        | {"timeline": case((_IS_FULL, _c.timeline), else_=_LONGER)}
    )
)


async def conclude(event: Event, tx: Transaction, *changes: Change) -> None:
    """The end of every projection: its operation learns of it, then whoever listens.

    The order is the same everywhere (views, operation, live events), so that no two projections
    wait for each other.
    """
    which = {"which": tx.context.correlation_id, "workspace": tx.workspace_id}
    operation = (await tx.session.execute(_OPERATION, which)).first()
    if operation is None:
        await tell(tx, changes)
        return
    ending = _ending(operation, event, tx.now) if operation.status in _UNFINISHED else None
    state = ending or operation
    values = {f"new_{name}": getattr(state, name) for name in Ending.__slots__}
    await tx.session.execute(_UPDATE, {**which, **values, "milestone": _milestone(event, tx.now)})
    if ending is None:
        await tell(tx, changes)
    else:
        finished = _change(operation, ending.status)
        await tell(tx, (*changes, finished), finished=operation.id)


async def settle_operation(event: CommandSettled, tx: Transaction) -> Outcome:
    await conclude(event, tx)
    return None


def _milestone(event: Event, at: datetime) -> dict[str, str]:
    return {"at": at.isoformat(), "type": event.type, "subject": str(event.subject)}


def _ending(operation: Row[Any], event: Event, at: datetime) -> Ending | None:
    """How this event ends the operation; None when it does not."""
    is_subject = event.subject == operation.resource_id
    if operation.resource_kind == "candidate_import" and not _ends_import(event):
        return None
    match event:
        case CommandSettled(outcome="discarded"):
            return Ending("succeeded", at) if is_subject else None
        case CommandSettled(outcome="rejected"):
            return _rejected(operation, event.problem, at)
        case CommandSettled(outcome="failed"):
            letter: Json = {"service": event.service, "id": event.dead_letter_id}
            return Ending("failed", at, operation.problem, letter)
        case DocumentFailed() if _is_awaited(operation, event):
            return _rejected(operation, _unreadable(event), at)
        case _:
            return Ending("succeeded", at) if is_subject else None


def _ends_import(event: Event) -> bool:
    """What becomes of its parts, and of its alarms, is for the import to judge."""
    match event:
        case CommandSettled(outcome="rejected" | "failed", command_type=StartCandidateImport.type):
            return True
        case _:
            return isinstance(event, CandidateImportCompleted)


def _is_awaited(operation: Row[Any], event: DocumentFailed) -> bool:
    """The operation waits for what the document should have become, not for the document."""
    about = event.document.about
    return about is not None and about.id == operation.resource_id


def _unreadable(event: DocumentFailed) -> Problem:
    failure = event.document.failure
    code, detail = (failure.code, failure.detail) if failure else ("unreadable", "It has failed.")
    return Problem(code=code, title="The document could not be read", status=422, detail=detail)


def _rejected(operation: Row[Any], problem: Problem | None, at: datetime) -> Ending:
    told = None if problem is None else problem.model_dump(mode="json")
    return Ending("rejected", at, told, operation.dead_letter)


def _change(operation: Row[Any], status: str) -> Change:
    """Operations are personal: only who asked for one hears how it ended."""
    return Change(
        type=f"gateway.operation_{status}.v1",
        topics=("operations", f"operations:{operation.id}"),
        resource=Resource(kind="operation", id=operation.id, href=f"/v1/operations/{operation.id}"),
        user_id=operation.user_id,
    )

"""An operation as the REST API shows it."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from hirewire_contracts.message import Value
from hirewire_contracts.settlement import Problem
from hirewire_contracts.values import Reference
from pydantic import AwareDatetime, Field

from hirewire_gateway.http.models import Operation
from hirewire_gateway.http.problems import TYPE_PREFIX


class Milestone(Value):
    """Something that the operation caused; the id in ``subject`` is of what it happened to."""

    at: AwareDatetime
    type: str
    subject: UUID | None = None


class OperationState(Value):
    """``problem`` is the RFC 9457 problem of a rejected operation.

    A failed operation waits as dead letter ``dead_letter`` and succeeds when that is replayed.
    """

    id: UUID
    status: Literal["pending", "succeeded", "rejected", "failed"]
    resource: Reference
    problem: dict[str, Any] | None = None
    dead_letter: dict[str, Any] | None = None
    created_at: AwareDatetime
    finished_at: AwareDatetime | None = None
    timeline: tuple[Milestone, ...] = Field(default=())


def operation_state(operation: Operation) -> OperationState:
    return OperationState.model_validate(
        {
            "id": operation.id,
            "status": operation.status,
            "resource": {
                "kind": operation.resource_kind,
                "id": operation.resource_id,
                "href": operation.resource_href,
            },
            "problem": _shown(operation.problem),
            "dead_letter": operation.dead_letter,
            "created_at": operation.created_at,
            "finished_at": operation.finished_at,
            "timeline": operation.timeline,
        },
        extra="ignore",
    )


def problem_of_operation(operation: Operation) -> Problem | None:
    if operation.problem is None:
        return None
    return Problem.model_validate(operation.problem, extra="ignore")


def begin(operation_id: UUID, at: datetime) -> dict[str, Any]:
    """The first entry of a timeline."""
    return {"at": at.isoformat(), "type": "accepted", "subject": str(operation_id)}


def _shown(stored: dict[str, Any] | None) -> dict[str, Any] | None:
    if stored is None:
        return None
    rest = {name: value for name, value in stored.items() if name != "code"}
    return {"type": f"{TYPE_PREFIX}{stored.get('code', 'unknown')}", **rest}

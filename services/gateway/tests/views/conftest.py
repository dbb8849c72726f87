from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.testing.handling import Handled, handle
from hirewire_contracts import Message
from hirewire_contracts.candidates import Candidate
from hirewire_contracts.documents import Document, DocumentBatch
from hirewire_contracts.jobs import Job
from hirewire_contracts.knowledge import Entity, Relationship
from hirewire_contracts.matching import MatchRun, RunInputs
from hirewire_contracts.notifications import Notification
from hirewire_contracts.values import Stamp
from hirewire_gateway.http.models import Operation
from hirewire_gateway.views.subscriptions import subscriptions

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
DEFAULTS: dict[type[Stamp], dict[str, Any]] = {
    Job: {"title": "Nurse", "status": "draft"},
    Candidate: {},
    Document: {"kind": "resume", "status": "queued"},
    Entity: {"type": "skill", "name": "Python", "canonical_name": "Python", "confidence": 0.5},
    Relationship: {"predicate": "has_skill", "confidence": 0.5},
    Notification: {"category": "matches_ready", "title": "Ready", "body": "See."},
    DocumentBatch: {},
    MatchRun: {
        "job_title": "Nurse",
        "items": (),
        "considered": 0,
        "model_version": "m",
        "weights_version": "w",
        "inputs": RunInputs(job_sequence=1, profile_sequences={}),
        "finished_at": START,
    },
}


@pytest.fixture
def database(databases: Any) -> Database:
    return databases.of("gateway")


@pytest.fixture
def recruiter() -> Context:
    return Context(workspace_id=new_id(), actor_id=new_id(), actor_roles=("recruiter",))


@pytest.fixture
def stranger() -> Context:
    """Somebody in another workspace."""
    return Context(workspace_id=new_id(), actor_id=new_id(), actor_roles=("owner",))


@pytest.fixture
def make(recruiter: Context) -> Callable[..., Any]:
    """A state in the recruiter's workspace; ``minute`` is when it was made."""

    def make(kind: type[Stamp], /, minute: int = 0, **fields: Any) -> Any:
        at = START + timedelta(minutes=minute)
        stamp = {
            "id": new_id(),
            "workspace_id": recruiter.workspace_id,
            "sequence": 1,
            "created_by": recruiter.actor_id,
            "created_at": at,
            "updated_at": at,
        }
        return kind(**{**stamp, **DEFAULTS[kind], **fields})

    return make


@pytest.fixture
def say(database: Database, recruiter: Context) -> Callable[..., Awaitable[Handled]]:
    """Tells the projector of an event; keyword arguments overrule the recruiter's context."""

    async def say(message: Message, **context: Any) -> Handled:
        return await handle(database, subscriptions(), message, replace(recruiter, **context))

    return say


@pytest.fixture
async def reading(database: Database, recruiter: Context) -> AsyncIterator[Any]:
    async with database.reading(recruiter) as session:
        yield session


@pytest.fixture
def begin(database: Database, recruiter: Context) -> Callable[..., Awaitable[UUID]]:
    """An operation that waits for a resource, as an accepted request leaves it."""

    async def begin(kind: str, resource_id: UUID, status: str = "pending") -> UUID:
        operation = Operation(
            id=new_id(),
            workspace_id=recruiter.workspace_id,
            user_id=recruiter.actor_id,
            status=status,
            resource_kind=kind,
            resource_id=resource_id,
            resource_href=f"/v1/{kind}s/{resource_id}",
            success_status=201,
            created_at=START,
        )
        async with database.transaction(recruiter) as tx:
            tx.session.add(operation)
        return operation.id

    return begin


@pytest.fixture
def look(database: Database, recruiter: Context) -> Callable[[UUID], Awaitable[Operation]]:
    async def look(operation_id: UUID) -> Operation:
        async with database.reading(recruiter) as session:
            return (await session.get(Operation, operation_id)) or pytest.fail("no operation")

    return look

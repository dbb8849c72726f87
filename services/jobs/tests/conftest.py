from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import Handled, handle
from hirewire_contracts import Message
from hirewire_contracts.documents import Document, DocumentExtracted, Facts
from hirewire_jobs.main import subscriptions

BOT = UUID(int=7)


@pytest.fixture
def database(databases: Databases) -> Database:
    return databases.of("jobs")


@pytest.fixture
def recruiter() -> Context:
    """A recruiter at work in a workspace of their own."""
    return Context(workspace_id=new_id(), actor_id=new_id(), actor_roles=("recruiter",))


@pytest.fixture
def system(recruiter: Context) -> Context:
    """Nobody in particular, in the recruiter's workspace."""
    return Context(workspace_id=recruiter.workspace_id)


@pytest.fixture
def say(database: Database, recruiter: Context) -> Callable[..., Awaitable[Handled]]:
    """Sends the service a message from the recruiter; keyword arguments overrule who sends."""

    async def say(message: Message, **context: Any) -> Handled:
        return await handle(database, subscriptions(), message, replace(recruiter, **context))

    return say


@pytest.fixture
def read(recruiter: Context) -> Callable[..., DocumentExtracted]:
    """Builds the event of a document that was read; keyword arguments overrule its state."""

    def extracted(facts: Facts | None, **state: Any) -> DocumentExtracted:
        now = datetime(2026, 11, 20, 9, tzinfo=UTC)
        defaults: dict[str, Any] = {
            "id": new_id(),
            "workspace_id": recruiter.workspace_id,
            "sequence": 3,
            "created_by": BOT,
            "created_at": now,
            "updated_at": now,
            "kind": "resume",
            "status": "done",
            "file_id": new_id(),
        }
        return DocumentExtracted(document=Document(**{**defaults, **state}), facts=facts)

    return extracted

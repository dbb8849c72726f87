"""Two workspaces side by side: neither sees the other, with or without the predicate."""

from dataclasses import replace
from typing import Any

import pytest
from hirewire_chassis import Context, new_id
from hirewire_contracts.candidates import Candidate, CandidateCreated
from hirewire_contracts.documents import Document, DocumentProgressed
from hirewire_contracts.jobs import Job, JobCreated
from hirewire_contracts.knowledge import Entity, KnowledgeRecorded, Relationship
from hirewire_contracts.matching import MatchRun, MatchRunCompleted
from hirewire_contracts.notifications import Notification, NotificationChanged
from hirewire_gateway.views import (
    candidates,
    documents,
    entities,
    jobs,
    matches,
    notifications,
    relationships,
)
from hirewire_gateway.views.paging import PageQuery
from sqlalchemy import text

VIEWS = {
    "view_jobs": jobs,
    "view_candidates": candidates,
    "view_documents": documents,
    "view_entities": entities,
    "view_relationships": relationships,
    "view_matches": matches,
}
PERSONAL = "view_notifications"


@pytest.fixture
async def filled(say: Any, make: Any, recruiter: Any) -> dict[str, Any]:
    """One row of the recruiter in every view; their ids."""
    entity = make(Entity)
    ends = {"subject_id": new_id(), "object_id": entity.id}
    states = {
        "view_jobs": make(Job),
        "view_candidates": make(Candidate),
        "view_documents": make(Document),
        "view_entities": entity,
        "view_relationships": make(Relationship, **ends),
        "view_matches": make(MatchRun, job_id=new_id()),
        PERSONAL: make(Notification, user_id=recruiter.actor_id),
    }
    for event in (
        JobCreated(job=states["view_jobs"]),
        CandidateCreated(candidate=states["view_candidates"]),
        DocumentProgressed(document=states["view_documents"]),
        KnowledgeRecorded(
            document_id=new_id(),
            entities=(entity,),
            relationships=(states["view_relationships"],),
        ),
        MatchRunCompleted(run=states["view_matches"]),
        NotificationChanged(notification=states[PERSONAL]),
    ):
        await say(event)
    return {table: state.id for table, state in states.items()}


async def counted(database: Any, context: Context, table: str) -> int:
    async with database.reading(context) as session:
        return await session.scalar(text(f"select count(*) from {table}"))


async def test_rows_are_hidden_from_strangers(
    filled: Any, database: Any, recruiter: Any, stranger: Any
) -> None:
    for table in (*VIEWS, PERSONAL, "view_document_entities", "live_events"):
        assert await counted(database, recruiter, table) >= 1, table
        assert await counted(database, stranger, table) == 0, table
        assert await counted(database, Context(), table) == 0, table


async def test_row_level_security_binds_the_owner_too(database: Any) -> None:
    statement = text(
        "select relname from pg_class where relkind = 'r' and not relforcerowsecurity"
        " and relnamespace = 'gateway'::regnamespace"
        " and (relname like 'view%' or relname like 'live%')"
    )
    async with database.reading(Context()) as session:
        assert (await session.scalars(statement)).all() == []


async def test_questions_about_another_workspace_find_nothing(
    filled: Any, database: Any, recruiter: Any, stranger: Any
) -> None:
    for context, workspace_id in (
        (stranger, stranger.workspace_id),
        (stranger, recruiter.workspace_id),
        (recruiter, stranger.workspace_id),
    ):
        async with database.reading(context) as session:
            for table, view in VIEWS.items():
                assert await view.get(session, workspace_id, filled[table]) is None
                found = await view.page(session, workspace_id, PageQuery(count=True))
                assert (found.items, found.total) == ((), 0)


async def test_a_colleague_does_not_see_my_notifications(
    filled: Any, database: Any, recruiter: Any
) -> None:
    colleague = replace(recruiter, actor_id=new_id())
    for context, user_id in (
        (colleague, colleague.actor_id),
        (colleague, recruiter.actor_id),
        (recruiter, colleague.actor_id),
    ):
        own = (recruiter.workspace_id, user_id)
        async with database.reading(context) as session:
            assert await notifications.get(session, *own, filled[PERSONAL]) is None
            assert (await notifications.page(session, *own, PageQuery())).items == ()
            assert await notifications.unread_by_category(session, *own) == {}
    assert await counted(database, colleague, PERSONAL) == 0


async def test_my_notifications_of_another_workspace_stay_there(
    filled: Any, database: Any, recruiter: Any, stranger: Any
) -> None:
    elsewhere = replace(recruiter, workspace_id=stranger.workspace_id)
    async with database.reading(elsewhere) as session:
        own = (elsewhere.workspace_id, recruiter.actor_id)
        assert (await notifications.page(session, *own, PageQuery())).items == ()

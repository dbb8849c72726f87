"""Candidates, documents, match runs and notifications."""

from typing import Any

from hirewire_chassis import new_id
from hirewire_chassis.processing import Done
from hirewire_contracts.candidates import Candidate, CandidateCreated
from hirewire_contracts.documents import Document, DocumentExtracted, DocumentProgressed
from hirewire_contracts.matching import MatchRun, MatchRunCompleted
from hirewire_contracts.notifications import Notification, NotificationChanged
from hirewire_gateway.views import candidates, documents, matches, notifications
from hirewire_gateway.views.paging import PageQuery


async def test_candidates(say: Any, make: Any, reading: Any, recruiter: Any) -> None:
    ada = make(
        Candidate,
        first_name="Ada",
        last_name="Byron",
        skills=("Python",),
        languages=("English",),
        emails=({"value": "ada@example.org"},),
        years_of_experience=7.5,
    )
    bob = make(Candidate, minute=1, first_name="Bob", years_of_experience=2)
    for person in (ada, bob):
        await say(CandidateCreated(candidate=person))
    assert await candidates.get(reading, recruiter.workspace_id, ada.id) == ada
    for query in (
        PageQuery(filters={"skill": "Python"}),
        PageQuery(filters={"language": "English"}),
        PageQuery(filters={"email": "ada@example.org"}),
        PageQuery(filters={"min_years_of_experience": "5"}),
        PageQuery(q="byron"),
        PageQuery(limit=1, sort="name", descending=False),
    ):
        found = await candidates.page(reading, recruiter.workspace_id, query)
        assert found.items == (ada,), query
    names_of_fields = PageQuery(q="confidence or evidence")
    assert (await candidates.page(reading, recruiter.workspace_id, names_of_fields)).items == ()


async def test_documents(say: Any, make: Any, reading: Any, recruiter: Any) -> None:
    queued = make(Document, name="cv.pdf", file_id=new_id())
    await say(DocumentProgressed(document=queued))
    done = queued.model_copy(update={"sequence": 4, "status": "done", "language": "de"})
    await say(DocumentExtracted(document=done))
    assert await documents.get(reading, recruiter.workspace_id, queued.id) == done
    for filters, expected in (
        ({"status": "done", "language": "de"}, (done,)),
        ({"file_id": str(queued.file_id)}, (done,)),
        ({"status": "queued"}, ()),
        ({"kind": "job"}, ()),
    ):
        found = await documents.page(reading, recruiter.workspace_id, PageQuery(filters=filters))
        assert found.items == expected, filters


async def test_the_last_run_of_a_job(say: Any, make: Any, reading: Any, recruiter: Any) -> None:
    job_id = new_id()
    older, newer = make(MatchRun, job_id=job_id), make(MatchRun, minute=5, job_id=job_id)
    other = make(MatchRun, minute=9, job_id=new_id())
    for run in (newer, older, other):
        await say(MatchRunCompleted(run=run))
    assert await matches.last(reading, recruiter.workspace_id, job_id) == newer
    assert await matches.get(reading, recruiter.workspace_id, older.id) == older
    assert await matches.last(reading, recruiter.workspace_id, new_id()) is None


async def test_notifications_are_kept_for_whom_they_are(
    say: Any, make: Any, database: Any, recruiter: Any
) -> None:
    """Whoever caused them: the colleague who acted, or the system itself."""
    mine = make(Notification, user_id=recruiter.actor_id)
    other = make(Notification, user_id=recruiter.actor_id, category="news", read_at=mine.created_at)
    for notification, actor in ((mine, new_id()), (other, None)):
        handled = await say(NotificationChanged(notification=notification), actor_id=actor)
        assert isinstance(handled.settlement, Done)
    own = (recruiter.workspace_id, recruiter.actor_id)
    async with database.reading(recruiter) as session:
        assert await notifications.get(session, *own, mine.id) == mine
        assert await notifications.unread_by_category(session, *own) == {"matches_ready": 1}
        for filters, expected in (
            ({"unread": "true"}, (mine,)),
            ({"unread": "false"}, (other,)),
            ({"category": "news"}, (other,)),
        ):
            found = await notifications.page(session, *own, PageQuery(filters=filters))
            assert found.items == expected, filters

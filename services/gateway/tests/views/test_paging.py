from dataclasses import replace
from itertools import product
from typing import Any

from hirewire_chassis import new_id
from hirewire_contracts.jobs import Job, JobCreated
from hirewire_contracts.knowledge import Entity, KnowledgeRecorded
from hirewire_gateway.views import entities, jobs
from hirewire_gateway.views.paging import PageQuery

TITLES = ("Nurse", "cook", "Baker", "Étudiant", "nurse", "Cook", "7 jobs")


async def walk(page: Any, session: Any, workspace: Any, query: PageQuery) -> list[Any]:
    """All pages after each other."""
    found: list[Any] = []
    while True:
        part = await page(session, workspace, query)
        assert len(part.items) <= query.limit
        found += part.items
        if part.next is None:
            return found
        query = replace(query, after=part.next)


async def test_pages_cover_a_list_once(say: Any, make: Any, reading: Any, recruiter: Any) -> None:
    made = [make(Job, minute=index // 2, title=title) for index, title in enumerate(TITLES)]
    for job in made:
        await say(JobCreated(job=job))
    orders = product(("created_at", "updated_at", "title"), (True, False), (1, 2, 3, 7, 50))
    for sort, descending, limit in orders:
        query = PageQuery(limit=limit, sort=sort, descending=descending)
        found = await walk(jobs.page, reading, recruiter.workspace_id, query)
        assert sorted(job.id for job in found) == sorted(job.id for job in made), query
        if sort == "created_at":
            expected = sorted(made, key=lambda job: (job.created_at, job.id), reverse=descending)
            assert found == expected, query


async def test_numbers_are_cut_at_the_last_digit(
    say: Any, make: Any, reading: Any, recruiter: Any
) -> None:
    made = [make(Entity, name=f"e{n}", confidence=0.1 + 0.2 + n * 1e-16) for n in range(5)]
    await say(KnowledgeRecorded(document_id=new_id(), entities=tuple(made)))
    query = PageQuery(limit=2, sort="confidence")
    found = await walk(entities.page, reading, recruiter.workspace_id, query)
    assert len({entity.id for entity in found}) == len(found) == 5
    assert [e.confidence for e in found] == sorted((e.confidence for e in made), reverse=True)


async def test_inserts_between_pages_move_nothing(
    say: Any, make: Any, reading: Any, recruiter: Any
) -> None:
    made = [make(Job, minute=minute) for minute in range(10, 16)]
    for job in made:
        await say(JobCreated(job=job))
    first = await jobs.page(reading, recruiter.workspace_id, PageQuery(limit=3))
    for minute in (0, 12, 13, 99):
        await say(JobCreated(job=make(Job, minute=minute, title="late")))
    query = PageQuery(limit=3, after=first.next)
    rest = await walk(jobs.page, reading, recruiter.workspace_id, query)
    seen = [job for job in (*first.items, *rest) if job.title != "late"]
    assert seen == made[::-1]


async def test_a_total_only_when_asked_for(
    say: Any, make: Any, reading: Any, recruiter: Any
) -> None:
    for status in ("open", "open", "draft"):
        await say(JobCreated(job=make(Job, status=status)))
    query = PageQuery(limit=1, filters={"status": "open"})
    assert (await jobs.page(reading, recruiter.workspace_id, query)).total is None
    counted = await jobs.page(reading, recruiter.workspace_id, replace(query, count=True))
    assert (len(counted.items), counted.total) == (1, 2)
    following = replace(query, count=True, after=counted.next)
    assert (await jobs.page(reading, recruiter.workspace_id, following)).total == 2

from datetime import timedelta
from itertools import permutations
from typing import Any

from hirewire_chassis import Discard, new_id
from hirewire_contracts.candidates import CandidateDetails
from hirewire_contracts.documents import JobFacts, Requirement, ResumeFacts
from hirewire_contracts.jobs import JobCreated, JobDetails, JobStatusChanged, JobUpdated
from sqlalchemy import text


def asks(name: str) -> JobFacts:
    details = JobDetails(title="Read", description="x" * 1000)
    return JobFacts(job=details, requirements=[Requirement(kind="skill", name=name)])


async def stored(story: Any) -> Any:
    """What the service knows of its jobs, but for when it first heard of them."""
    async with story.database.reading(story.context) as session:
        jobs = await session.execute(
            text("select job_id, sequence, stamp, details, title_embedding::text,"
                 " text_embedding::text from job_profiles order by job_id")
        )  # fmt: skip
        facts = await session.execute(text("select * from job_facts order by job_id"))
        return jobs.all(), facts.all()


async def test_events_and_facts_in_any_order_leave_the_newest(story: Any) -> None:
    job = story.vacancy(skills_required=["Baking"], description="Bread.")
    newer = job.model_copy(update={"sequence": 2, "title": "Baker", "description": "Rolls."})
    closed = newer.model_copy(update={"sequence": 3, "status": "closed"})
    ad = story.read(asks("Ovens"), job.id)
    again = story.read(asks("Dough"), job.id, id=ad.document.id, sequence=2)
    events = (
        JobCreated(job=job),
        JobUpdated(job=newer, changed=("title", "description")),
        JobStatusChanged(job=closed, previous="open"),
        ad,
        again,
    )
    seen = []
    for order in list(permutations(events))[::7]:
        async with story.database.transaction(story.context) as tx:
            for table in ("job_profiles", "job_facts"):
                await tx.session.execute(text(f"delete from {table}"))
        for event in (*order, order[0]):
            await story.say(event)
        seen.append(await stored(story))
    assert len(seen) > 10
    assert all(state == seen[0] for state in seen)
    ((stored_job,), (stored_facts,)) = seen[0]
    assert (stored_job.sequence, stored_job.details["title"]) == (3, "Baker")
    assert stored_facts.facts["requirements"][0]["name"] == "Dough"
    assert "description" not in stored_facts.facts["job"]
    assert "description" not in stored_job.details


async def test_a_later_document_wins_over_an_earlier_one(story: Any) -> None:
    job_id = new_id()
    first = story.read(asks("Ovens"), job_id, sequence=9)
    at = first.document.created_at + timedelta(seconds=1)
    second = story.read(asks("Dough"), job_id, created_at=at, sequence=1)
    await story.say(second)
    assert isinstance((await story.say(first)).settlement.outcome, Discard)
    _, (facts,) = await stored(story)
    assert facts.document_id == second.document.id


async def test_what_is_about_no_job_is_left_alone(story: Any) -> None:
    resume = story.read(ResumeFacts(candidate=CandidateDetails()), new_id())
    nothing = story.read(None, new_id())
    homeless = story.read(asks("Ovens"), new_id(), about=None)
    for event in (resume, nothing, homeless):
        handled = await story.say(event)
        assert isinstance(handled.settlement.outcome, Discard)
    assert await stored(story) == ([], [])

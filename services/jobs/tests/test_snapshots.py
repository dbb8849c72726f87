"""What is told again is what was told last, page by page."""

from collections.abc import Callable
from typing import Any

import pytest
from hirewire_chassis import Database, new_id
from hirewire_chassis.snapshots import MOST_BYTES
from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.handling import handle
from hirewire_contracts.candidates import CandidateCreated, CandidateDetails, CreateCandidate
from hirewire_contracts.jobs import CreateJob, JobCreated, JobDetails, JobUpdated, UpdateJob
from hirewire_contracts.snapshots import StatesTold, StatesWanted
from hirewire_jobs.main import subscriptions


@pytest.fixture
def told_again(say: Callable[..., Any]) -> Callable[..., Any]:
    async def ask(view: str, limit: int, **who: Any) -> list[list[dict[str, Any]]]:
        """The pages."""
        pages, after = [], None
        while True:
            wanted = StatesWanted(rebuild_id=new_id(), view=view, after=after, limit=limit)
            page = sent(await say(wanted, **who), StatesTold)
            assert (page.rebuild_id, page.view) == (wanted.rebuild_id, view)
            pages.append(list(page.states))
            if page.last is None:
                return pages
            after = page.last

    return ask


async def test_every_state_comes_once_as_it_was_told_last(say: Any, told_again: Any) -> None:
    states = {}
    for number in range(5):
        created = CreateJob(job_id=new_id(), job=JobDetails(title=f"Job {number}", tags=("x",)))
        job = sent(await say(created), JobCreated).job
        states[job.id] = job
    changed = UpdateJob(job_id=job.id, changes={"title": "Better"})
    states[job.id] = sent(await say(changed), JobUpdated).job
    pages = await told_again("jobs", 2)
    assert [len(page) for page in pages] == [2, 2, 1]
    told = [state for page in pages for state in page]
    assert told == [states[key].model_dump(mode="json") for key in sorted(states)]


async def test_candidates_too_and_of_this_workspace_alone(say: Any, told_again: Any) -> None:
    details = CandidateDetails(first_name="Ada")
    create = CreateCandidate(candidate_id=new_id(), candidate=details)
    person = sent(await say(create), CandidateCreated).candidate
    assert await told_again("candidates", 200) == [[person.model_dump(mode="json")]]
    assert await told_again("candidates", 200, workspace_id=new_id()) == [[]]


async def test_a_full_page_may_be_the_last(say: Any, told_again: Any) -> None:
    for _ in range(2):
        await say(CreateJob(job_id=new_id(), job=JobDetails(title="Cook")))
    assert [len(page) for page in await told_again("jobs", 2)] == [2, 0]


async def test_large_states_travel_in_more_messages(say: Any, told_again: Any) -> None:
    for _ in range(6):
        details = JobDetails(title="Cook", description="x" * (MOST_BYTES // 4))
        await say(CreateJob(job_id=new_id(), job=details))
    pages = await told_again("jobs", 200)
    assert [len(page) for page in pages] == [3, 3]


async def test_another_s_view_is_left_to_it(database: Database, recruiter: Any) -> None:
    wanted = StatesWanted(rebuild_id=new_id(), view="notifications")
    assert (await handle(database, subscriptions(), wanted, recruiter)).sent == ()

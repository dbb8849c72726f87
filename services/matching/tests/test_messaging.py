from typing import Any

import pytest
from hirewire_chassis import new_id
from hirewire_chassis.testing.conformance import (
    check_handler,
    check_older_after_newer,
    check_table,
    fingerprint,
    handled_messages,
)
from hirewire_contracts import Message
from hirewire_contracts.candidates import CandidateCreated, CandidateUpdated
from hirewire_contracts.documents import DocumentExtracted, JobFacts, Requirement
from hirewire_contracts.jobs import JobCreated, JobStatusChanged, JobUpdated
from hirewire_contracts.matching import GiveFeedback, RankCandidates, RankJobs
from hirewire_contracts.pairs import ScorePair
from hirewire_contracts.snapshots import StatesWanted
from hirewire_matching.main import listening


def test_the_table_is_sound() -> None:
    check_table(listening())


def test_the_table_is_the_same_with_and_without_a_model(service: Any) -> None:
    def outline(table: Any) -> list[Any]:
        return [(sub.name, sub.prefetch, sub.attempts, list(sub.handlers)) for sub in table]

    assert outline(listening()) == outline(service)


@pytest.mark.parametrize("message", handled_messages(listening()))
async def test_every_handler_keeps_the_promises(story: Any, message: type[Message]) -> None:
    somebody = await story.candidate(skills=["Python"])
    known = await story.job(skills_required=["Python"])
    job = story.vacancy(skills_required=["Python"])
    person = story.person(headline="Engineer", skills=["Python"])
    facts = JobFacts(requirements=[Requirement(kind="skill", name="Python")])
    run = await story.run(known)
    examples = {
        RankJobs: RankJobs(run_id=new_id(), candidate_id=somebody.id),
        GiveFeedback: GiveFeedback(
            feedback_id=new_id(), run_id=run.id, match_id=somebody.id, judgement="good"
        ),
        ScorePair: story.pair(),
        StatesWanted: StatesWanted(rebuild_id=new_id(), view="matches"),
        RankCandidates: RankCandidates(run_id=new_id(), job_id=known.id),
        JobCreated: JobCreated(job=job),
        JobUpdated: JobUpdated(job=job, changed=("title",)),
        JobStatusChanged: JobStatusChanged(job=job, previous="draft"),
        DocumentExtracted: story.read(facts, job.id),
        CandidateCreated: CandidateCreated(candidate=person),
        CandidateUpdated: CandidateUpdated(candidate=person, changed=("headline",)),
    }
    await check_handler(story.database, story.service, examples[message], story.context)


async def test_an_older_event_takes_nothing_back(story: Any) -> None:
    job, person = story.vacancy(), story.person(headline="Cook")

    async def deliver_all(events: Any) -> None:
        for event in events:
            await story.say(event)

    async def observe() -> Any:
        prints = await fingerprint(story.database, story.context)
        return {name: hashed for name, hashed in prints.items() if name != "inbox"}

    jobs = [
        JobUpdated(job=job.model_copy(update={"sequence": n, "title": f"Title {n}"}), changed=())
        for n in (1, 2, 3)
    ]
    people = [
        CandidateUpdated(
            candidate=person.model_copy(update={"sequence": n, "headline": f"Cook {n}"}), changed=()
        )
        for n in (1, 2, 3)
    ]
    await check_older_after_newer(deliver_all, jobs, observe)
    await check_older_after_newer(deliver_all, people, observe)

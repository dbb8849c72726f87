from typing import Any

import pytest
from hirewire_chassis import new_id
from hirewire_chassis.processing import Later
from hirewire_chassis.testing.asserts import sent
from hirewire_contracts.jobs import JobStatusChanged
from hirewire_contracts.matching import RankJobs
from hirewire_contracts.settlement import CommandSettled
from sqlalchemy import text


async def test_open_jobs_are_ranked_by_the_same_arithmetic_as_candidates(story: Any) -> None:
    person = await story.candidate(headline="Backend Engineer", skills=["Python"], sequence=3)
    fitting = await story.job(skills_required=["Python"], sequence=2)
    other = await story.job(title="Nurse", skills_required=["Wound care"])
    run = await story.run_for(person)
    assert [item.job_id for item in run.items] == [fitting.id, other.id]
    assert (run.items[0].job_title, run.considered) == ("Backend Engineer", 2)
    assert run.inputs.profile_sequence == 3
    assert run.inputs.job_sequences == {str(fitting.id): 2, str(other.id): 1}
    assert run.created_by == story.context.actor_id
    there = (await story.run(fitting)).items[0]
    back = run.items[0]
    assert (back.score, back.verdicts, back.to_ask) == (there.score, there.verdicts, there.to_ask)


async def test_only_open_jobs_are_offered(story: Any) -> None:
    person = await story.candidate(skills=["Python"])
    await story.job(skills_required=["Python"], status="draft")
    job = await story.job(skills_required=["Python"])
    assert [item.job_id for item in (await story.run_for(person)).items] == [job.id]
    closed = job.model_copy(update={"status": "closed", "sequence": 2})
    await story.say(JobStatusChanged(job=closed, previous="open"))
    assert (await story.run_for(person)).items == ()


async def test_the_limit_is_kept_and_workspaces_never_meet(story: Any, elsewhere: Any) -> None:
    person = await story.candidate(skills=["Python"])
    for _ in range(3):
        await story.job(skills_required=["Python"])
    foreign = await elsewhere.job(skills_required=["Python"])
    run = await story.run_for(person, limit=2)
    assert (len(run.items), run.considered) == (2, 3)
    assert foreign.id not in {item.job_id for item in run.items}
    command = RankJobs(run_id=new_id(), candidate_id=person.id)
    assert isinstance((await elsewhere.say(command)).settlement, Later)
    async with elsewhere.database.reading(elsewhere.context) as session:
        assert await session.scalar(text("select count(*) from candidate_runs")) == 0


async def test_an_unknown_candidate_is_awaited_for_a_while_and_then_not_found(story: Any) -> None:
    command = RankJobs(run_id=new_id(), candidate_id=new_id())
    assert isinstance((await story.say(command)).settlement, Later)
    async with story.database.transaction(story.context) as tx:
        await tx.session.execute(text("update awaited_runs set since = since - interval '7 s'"))
    assert sent(await story.say(command), CommandSettled).problem.status == 404


@pytest.mark.parametrize("role", ["interviewer", "viewer"])
async def test_lesser_roles_are_refused(story: Any, role: str) -> None:
    person = await story.candidate(skills=["Python"])
    command = RankJobs(run_id=new_id(), candidate_id=person.id)
    settled = sent(await story.say(command, actor_roles=(role,)), CommandSettled)
    assert settled.problem.status == 403

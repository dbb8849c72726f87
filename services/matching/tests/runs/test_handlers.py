from typing import Any

import pytest
from hirewire_chassis import new_id
from hirewire_chassis.processing import Dead, Later
from hirewire_chassis.testing.asserts import sent
from hirewire_contracts.documents import JobFacts, Requirement
from hirewire_contracts.jobs import JobCreated
from hirewire_contracts.matching import MatchRun, MatchRunCompleted, RankCandidates
from hirewire_contracts.settlement import CommandSettled
from hirewire_matching.profiles.kinship import kinship
from hirewire_matching.ranking import recompute
from sqlalchemy import text

AD_ID = new_id()


def verdict(run: MatchRun, requirement: str, place: int = 0) -> Any:
    (found,) = [row for row in run.items[place].verdicts if row.requirement == requirement]
    return found


async def test_the_better_candidate_comes_first_with_reasons(story: Any, quote: Any) -> None:
    strong = await story.candidate(
        headline="Senior Backend Engineer",
        location="Lisbon, Portugal",
        summary="Builds asynchronous Python services that talk over RabbitMQ.",
        skills=[
            {"name": "Python", "key": "python", "years": 7, "evidence": [quote("Python")]},
            {"name": "RabbitMQ", "key": "rabbitmq"},
        ],
        languages=[{"name": "English", "code": "en", "level": "C1"}],
        education=[{"degree": "MSc", "level": 7}],
        years_of_experience=8,
    )
    weak = await story.candidate(
        headline="Staff Nurse",
        location="Dublin, Ireland",
        skills=["Wound care"],
        years_of_experience=3,
    )
    job = await story.job(
        Requirement(
            kind="skill", name="Python", key="python", years=5, evidence=[quote("Python", AD_ID)]
        ),
        Requirement(kind="language", name="English", key="en", level="C1"),
        Requirement(kind="education", name="Bachelor", level="6"),
        Requirement(kind="experience", name="5 years", years=5),
        title="Senior Backend Engineer",
        skills_required=["Python", "RabbitMQ"],
        skills_preferred=["Kubernetes"],
        locations=["Lisbon, Portugal"],
    )
    run = await story.run(job)
    assert [item.candidate_id for item in run.items] == [strong.id, weak.id]
    assert [item.rank for item in run.items] == [1, 2]
    assert run.items[0].score > 0.8
    assert run.items[1].score < 0.4
    python = [row for row in run.items[0].verdicts if row.requirement == "Python"]
    assert {(row.kind, row.verdict) for row in python} == {("skill", "met"), ("skill_years", "met")}
    assert {row.evidence[0].quote for row in python} == {"Python"}
    assert {row.job_evidence[0].document_id for row in python} == {AD_ID}
    assert verdict(run, "Kubernetes").verdict == "not_met"
    assert not verdict(run, "Kubernetes").required
    assert verdict(run, "English", 1).verdict == "unknown"
    assert "How well do you speak English?" in run.items[1].to_ask
    assert set(run.items[0].components) == {
        "skills", "semantic", "title", "experience", "location", "language"
    }  # fmt: skip


async def test_a_run_says_what_it_was_made_of(story: Any, embedder: Any) -> None:
    person = await story.candidate(sequence=4, skills=["Python"])
    job = await story.job(sequence=3, skills_required=["Python"])
    run = await story.run(job)
    assert run.inputs.job_sequence == 3
    assert run.inputs.profile_sequences == {str(person.id): 4}
    assert (run.model_version, run.weights_version) == (
        embedder.stamp,
        f"default-2+skills-{kinship().version}",
    )
    assert (run.job_id, run.job_title, run.considered) == (job.id, "Backend Engineer", 1)
    assert run.created_by == story.context.actor_id


async def test_contributions_add_up_to_the_score_as_published(story: Any) -> None:
    for skills in (["Python"], ["Python", "Go"], ["Cooking"], []):
        await story.candidate(skills=skills, headline="Engineer", years_of_experience=len(skills))
    job = await story.job(
        Requirement(kind="experience", name="2 years", years=2), skills_required=["Python", "Go"]
    )
    run = MatchRun.model_validate_json((await story.run(job)).model_dump_json())
    assert len(run.items) == 4
    for item in run.items:
        rows = [row.model_dump() for row in item.verdicts]
        assert item.score == recompute(rows)
        assert all(row.contribution == 0 for row in item.verdicts if row.verdict == "not_met")


async def test_no_candidates_are_an_empty_run(story: Any) -> None:
    run = await story.run(await story.job(skills_required=["Python"]))
    assert (run.items, run.considered, run.inputs.profile_sequences) == ((), 0, {})


async def test_the_limit_is_kept(story: Any) -> None:
    for _ in range(4):
        await story.candidate(skills=["Python"])
    run = await story.run(await story.job(skills_required=["Python"]), limit=3)
    assert (len(run.items), run.considered, len(run.inputs.profile_sequences)) == (3, 4, 3)


async def test_an_unknown_job_is_awaited_for_a_while_and_then_not_found(story: Any) -> None:
    command = RankCandidates(run_id=new_id(), job_id=new_id())
    assert isinstance((await story.say(command)).settlement, Later)
    await _wait(story, "6.1 s")
    settled = sent(await story.say(command), CommandSettled)
    assert (settled.outcome, settled.problem.status) == ("rejected", 404)
    async with story.database.reading(story.context) as session:
        assert await session.scalar(text("select count(*) from awaited_runs")) == 0


async def test_a_job_that_is_told_late_is_still_ranked_for(story: Any) -> None:
    job = story.vacancy(skills_required=["Python"])
    command = RankCandidates(run_id=new_id(), job_id=job.id)
    assert isinstance((await story.say(command)).settlement, Later)
    await story.say(JobCreated(job=job))
    assert sent(await story.say(command), MatchRunCompleted).run.job_id == job.id


async def test_a_job_that_asks_nothing_waits_for_its_ad(story: Any) -> None:
    job = await story.job()
    command = RankCandidates(run_id=new_id(), job_id=job.id)
    assert isinstance((await story.say(command)).settlement, Later)
    asked = Requirement(kind="skill", name="Python", key="python")
    await story.say(story.read(JobFacts(requirements=[asked]), job.id))
    sent(await story.say(command), MatchRunCompleted)


async def test_a_job_whose_ad_never_comes_is_ranked_for_without(story: Any) -> None:
    job = await story.job()
    await _wait(story, "10.1 s")
    await story.run(job)


async def test_the_same_run_is_answered_once(story: Any) -> None:
    await story.candidate(skills=["Python"])
    job = await story.job(skills_required=["Python"])
    command = RankCandidates(run_id=new_id(), job_id=job.id)
    sent(await story.say(command), MatchRunCompleted)
    assert sent(await story.say(command), CommandSettled).outcome == "discarded"


@pytest.mark.parametrize("role", ["interviewer", "viewer", "candidate", "unheard_of"])
async def test_lesser_roles_are_refused(story: Any, role: str) -> None:
    job = await story.job(skills_required=["Python"])
    command = RankCandidates(run_id=new_id(), job_id=job.id)
    settled = sent(await story.say(command, actor_roles=(role,)), CommandSettled)
    assert (settled.outcome, settled.problem.status) == ("rejected", 403)
    sent(await story.say(command, actor_roles=("hiring_manager",)), MatchRunCompleted)


@pytest.mark.parametrize("missing", ["workspace_id", "actor_id"])
async def test_a_command_from_nobody_is_poison(story: Any, missing: str) -> None:
    command = RankCandidates(run_id=new_id(), job_id=new_id())
    assert isinstance((await story.say(command, **{missing: None})).settlement, Dead)


async def test_workspaces_never_meet(story: Any, elsewhere: Any) -> None:
    mine = await story.candidate(skills=["Python"])
    job = await story.job(skills_required=["Python"])
    theirs = await elsewhere.candidate(skills=["Python"])
    same_id = await elsewhere.job(id=job.id, skills_required=["Python"], title="Foreign")
    assert same_id.id == job.id
    run = await story.run(job)
    assert [item.candidate_id for item in run.items] == [mine.id]
    assert run.job_title == "Backend Engineer"
    foreign = await elsewhere.run(same_id)
    assert [item.candidate_id for item in foreign.items] == [theirs.id]
    async with story.database.reading(story.context) as session:
        for table in ("candidate_profiles", "candidate_vectors", "job_profiles", "match_runs"):
            owners = await session.scalars(text(f"select distinct workspace_id from {table}"))
            assert owners.all() == [story.context.workspace_id]


async def test_a_foreign_job_is_not_found(story: Any, elsewhere: Any) -> None:
    job = await elsewhere.job(skills_required=["Python"])
    command = RankCandidates(run_id=new_id(), job_id=job.id)
    assert isinstance((await story.say(command)).settlement, Later)
    await _wait(story, "6.1 s")
    assert sent(await story.say(command), CommandSettled).problem.status == 404


async def _wait(story: Any, time: str) -> None:
    """Puts what the service remembers into the past, since no test may sleep."""
    async with story.database.transaction(story.context) as tx:
        for column in ("awaited_runs set since = since", "job_profiles set noted_at = noted_at"):
            await tx.session.execute(text(f"update {column} - interval '{time}'"))

from typing import Any

import pytest
from hirewire_chassis import new_id
from hirewire_contracts.documents import Requirement
from hirewire_contracts.matching import MatchRun, RankCandidates
from hirewire_matching.main import Tools, subscriptions
from hirewire_matching.ranking import recompute
from hirewire_matching.vectors import NoModel
from pydantic import ValidationError

LANGUAGE_FIRST = {"skill": 0.1, "language": 1.0}


@pytest.fixture
async def job(story: Any) -> Any:
    """One knows the skill, the other the language."""
    await story.candidate(skills=["Python"], languages=[{"name": "French", "level": "C1"}])
    await story.candidate(skills=["Cobol"], languages=[{"name": "English", "level": "C1"}])
    english = Requirement(kind="language", name="English", level="B2")
    return await story.job(english, skills_required=["Python"])


def totals(run: MatchRun) -> dict[Any, float]:
    return {item.candidate_id: item.score for item in run.items}


async def test_other_weights_score_anew_without_the_model_and_stay(story: Any, job: Any) -> None:
    before = await story.run(job)
    story.service = subscriptions(Tools(NoModel()))
    weighed = await story.run(job, weights=LANGUAGE_FIRST)
    assert [item.rank for item in before.items] == [1, 2]
    assert weighed.items[0].candidate_id == before.items[1].candidate_id
    assert (before.weights, weighed.weights) == ({}, LANGUAGE_FIRST)
    assert before.weights_version != weighed.weights_version
    for item in weighed.items:
        assert item.score == recompute(row.model_dump() for row in item.verdicts)
    again = await story.run(job)
    assert (again.items, again.weights_version) == (weighed.items, weighed.weights_version)
    back = await story.run(job, weights={})
    assert (back.items, back.weights_version) == (before.items, before.weights_version)


async def test_the_weights_that_were_asked_for_last_stay(story: Any, job: Any) -> None:
    earlier = RankCandidates(run_id=new_id(), job_id=job.id, weights={"skill": 1.0})
    await story.run(job, weights=LANGUAGE_FIRST)
    await story.say(earlier)
    assert (await story.run(job)).weights == LANGUAGE_FIRST


async def test_the_other_way_round_goes_by_the_jobs_weights_too(story: Any, job: Any) -> None:
    person = await story.candidate(skills=["Python"], languages=[{"name": "French"}])
    before = await story.run_for(person)
    weighed = await story.run(job, weights=LANGUAGE_FIRST)
    after = await story.run_for(person)
    assert after.items[0].score == totals(weighed)[person.id] < before.items[0].score
    assert after.weights_version != before.weights_version


async def test_another_workspace_keeps_its_own_weights(
    story: Any, elsewhere: Any, job: Any
) -> None:
    await story.run(job, weights=LANGUAGE_FIRST)
    state = {**job.model_dump(), "workspace_id": elsewhere.context.workspace}
    copy = await elsewhere.job(**state)
    assert (await elsewhere.run(copy)).weights == {}


@pytest.mark.parametrize(
    "weights", [{"skill": -0.1}, {"skill": 1.1}, {"skill": "nan"}, {"name": 0.5}]
)
def test_what_is_no_weight_is_refused(weights: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RankCandidates(run_id=new_id(), job_id=new_id(), weights=weights)


async def test_what_a_missing_skill_would_bring_is_what_it_brings(story: Any) -> None:
    job = await story.job(skills_required=["Python", "Cobol"])
    short = await story.candidate(skills=["Python"])
    able = await story.candidate(skills=["Python", "Cobol"])
    run = await story.run(job)
    items = {item.candidate_id: item for item in run.items}
    rows = {row.requirement: row for row in items[short.id].verdicts}
    assert rows["Python"].score_if_met is None
    whole = [row.model_dump() for row in items[short.id].verdicts]
    for row in whole:
        if row["requirement"] == "Cobol":
            row["verdict"], row["contribution"] = "met", row["weight"]
    assert rows["Cobol"].score_if_met == items[able.id].score
    assert rows["Cobol"].score_if_met >= recompute(whole) > items[short.id].score
    missing = {row.requirement: row.verdict for row in items[able.id].verdicts}
    assert missing["Cobol"] == "met"

from typing import Any

from hirewire_chassis import new_id
from hirewire_chassis.testing.asserts import sent
from hirewire_contracts.matching import FeedbackGiven, GiveFeedback
from hirewire_contracts.settlement import CommandSettled
from sqlalchemy import text


def give(run: Any, match_id: Any, **fields: Any) -> GiveFeedback:
    told = {"feedback_id": new_id(), "judgement": "bad", "reason": "No portfolio.", **fields}
    return GiveFeedback(run_id=run.id, match_id=match_id, **told)


async def test_feedback_is_kept_with_what_was_shown(story: Any) -> None:
    person = await story.candidate(skills=["Python"])
    job = await story.job(skills_required=["Python"])
    run = await story.run(job)
    told = sent(await story.say(give(run, person.id)), FeedbackGiven).feedback
    assert (told.job_id, told.candidate_id, told.run_id) == (job.id, person.id, run.id)
    assert (told.score, told.weights_version) == (run.items[0].score, run.weights_version)
    assert (told.judgement, told.reason) == ("bad", "No portfolio.")
    assert told.created_by == story.context.actor_id


async def test_a_candidates_run_takes_feedback_on_its_jobs(story: Any) -> None:
    person = await story.candidate(skills=["Python"])
    job = await story.job(skills_required=["Python"])
    run = await story.run_for(person)
    told = sent(await story.say(give(run, job.id, judgement="good")), FeedbackGiven).feedback
    assert (told.job_id, told.candidate_id, told.judgement) == (job.id, person.id, "good")


async def test_the_last_word_of_a_person_counts_and_nobody_elses(story: Any) -> None:
    person = await story.candidate(skills=["Python"])
    run = await story.run(await story.job(skills_required=["Python"]))
    first = give(run, person.id)
    await story.say(first)
    again = first.model_copy(update={"judgement": "good", "reason": None})
    changed = sent(await story.say(again), FeedbackGiven).feedback
    assert (changed.sequence, changed.judgement, changed.reason) == (2, "good", None)
    assert sent(await story.say(again), CommandSettled).outcome == "discarded"
    stranger = await story.say(first, actor_id=new_id())
    assert sent(stranger, CommandSettled).problem.status == 404


async def test_what_is_not_in_the_run_or_elsewhere_is_not_found(story: Any, elsewhere: Any) -> None:
    person = await story.candidate(skills=["Python"])
    run = await story.run(await story.job(skills_required=["Python"]))
    for who, match_id in ((story, new_id()), (elsewhere, person.id)):
        settled = sent(await who.say(give(run, match_id)), CommandSettled)
        assert (settled.outcome, settled.problem.status) == ("rejected", 404)
    await story.say(give(run, person.id))
    async with elsewhere.database.reading(elsewhere.context) as session:
        assert await session.scalar(text("select count(*) from match_feedback")) == 0


async def test_viewers_give_none(story: Any) -> None:
    person = await story.candidate(skills=["Python"])
    run = await story.run(await story.job(skills_required=["Python"]))
    refused = await story.say(give(run, person.id), actor_roles=("viewer",))
    assert sent(refused, CommandSettled).problem.status == 403

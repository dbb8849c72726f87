"""What is told again is what was told last."""

from typing import Any

from hirewire_chassis import new_id
from hirewire_chassis.testing.asserts import sent
from hirewire_contracts.matching import FeedbackGiven, GiveFeedback
from hirewire_contracts.snapshots import StatesTold, StatesWanted


async def test_runs_and_feedback_are_told_again(story: Any, elsewhere: Any) -> None:
    person = await story.candidate(skills=["Python"])
    run = await story.run(await story.job(skills_required=["Python"]))
    reverse = await story.run_for(person)
    give = GiveFeedback(
        feedback_id=new_id(), run_id=run.id, match_id=person.id, judgement="good", reason=None
    )
    feedback = sent(await story.say(give), FeedbackGiven).feedback
    for view, state in (
        ("matches", run),
        ("candidate_runs", reverse),
        ("match_feedback", feedback),
    ):
        wanted = StatesWanted(rebuild_id=new_id(), view=view)
        told = sent(await story.say(wanted), StatesTold)
        assert list(told.states) == [state.model_dump(mode="json")]
        assert sent(await elsewhere.say(wanted), StatesTold).states == ()

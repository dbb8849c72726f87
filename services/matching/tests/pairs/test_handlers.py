from datetime import UTC, datetime, timedelta
from typing import Any

from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.conformance import fingerprint
from hirewire_contracts.pairs import PairScored
from hirewire_contracts.settlement import CommandSettled
from hirewire_matching.ranking import recompute


async def test_a_pair_is_scored_and_nothing_of_it_is_kept(story: Any) -> None:
    before = await fingerprint(story.database, story.context)
    pair = sent(await story.say(story.pair()), PairScored).pair
    assert pair.score == recompute([row.model_dump() for row in pair.verdicts])
    (row,) = (row for row in pair.verdicts if row.kind == "skill")
    assert (row.verdict, row.path) == ("partial", ("FastAPI", "Python"))
    after = await fingerprint(story.database, story.context)
    ways = {"inbox", "outbox"}
    assert {t: h for t, h in after.items() if t not in ways} == {
        t: h for t, h in before.items() if t not in ways
    }


async def test_the_pair_scores_what_a_run_would(story: Any) -> None:
    command = story.pair()
    details = command.resume.candidate
    await story.candidate(headline=details.headline, skills=details.skills)
    job = await story.job(*command.job.requirements, title=command.job.job.title)
    (item,) = (await story.run(job)).items
    pair = sent(await story.say(command), PairScored).pair
    assert abs(pair.score - item.score) < 1e-3
    assert [(r.requirement, r.verdict) for r in pair.verdicts] == [
        (r.requirement, r.verdict) for r in item.verdicts
    ]


async def test_who_comes_too_late_or_may_not_is_told_so(story: Any) -> None:
    late = story.pair(answer_by=datetime.now(UTC) - timedelta(seconds=1))
    assert sent(await story.say(late), CommandSettled).problem.status == 504
    refused = await story.say(story.pair(), actor_roles=("viewer",))
    assert sent(refused, CommandSettled).problem.status == 403


async def test_nobody_sees_anything_without_a_workspace(story: Any) -> None:
    assert type((await story.say(story.pair(), workspace_id=None)).settlement).__name__ == "Dead"

import asyncio
from itertools import permutations
from typing import Any

import pytest
from hirewire_chassis import Discard
from hirewire_chassis.testing.conformance import fingerprint
from hirewire_contracts.candidates import Candidate, CandidateCreated, CandidateUpdated
from hirewire_matching.main import Tools, subscriptions
from sqlalchemy import text

TABLES = ("candidate_profiles", "candidate_vectors")


async def stored(story: Any) -> dict[str, str]:
    prints = await fingerprint(story.database, story.context)
    return {name: prints[name] for name in TABLES}


async def count(story: Any, table: str = "candidate_vectors") -> int:
    async with story.database.reading(story.context) as session:
        return int(await session.scalar(text(f"select count(*) from {table}")))


def versions(person: Candidate) -> list[CandidateCreated | CandidateUpdated]:
    first = person.model_copy(update={"sequence": 1, "headline": "Cook"})
    second = first.model_copy(update={"sequence": 2, "headline": "Chef", "summary": "Cooks."})
    third = second.model_copy(update={"sequence": 3, "summary": None, "location": "Lisbon"})
    return [
        CandidateCreated(candidate=first),
        CandidateUpdated(candidate=second, changed=("headline", "summary")),
        CandidateUpdated(candidate=third, changed=("summary", "location")),
    ]


async def test_events_in_any_order_leave_the_newest_state(story: Any) -> None:
    events = versions(story.person(skills=["Baking"]))
    seen = []
    for order in permutations(events):
        async with story.database.transaction(story.context) as tx:
            for table in TABLES:
                await tx.session.execute(text(f"delete from {table}"))
        for event in (*order, *order):
            await story.say(event)
        seen.append(await stored(story))
    assert all(state == seen[0] for state in seen)
    assert await count(story) == 2


async def test_events_at_once_leave_the_newest_state(story: Any) -> None:
    events = versions(story.person(skills=["Baking"]))
    await asyncio.gather(*(story.say(event) for event in (*events, *events)))
    at_once = await stored(story)
    await story.say(events[-1])
    assert await stored(story) == at_once
    async with story.database.reading(story.context) as session:
        assert await session.scalar(text("select sequence from candidate_profiles")) == 3


@pytest.mark.parametrize("status", ["merged", "erased"])
async def test_who_is_gone_leaves_nothing_and_stays_gone(story: Any, status: str) -> None:
    first, second, _ = versions(story.person(skills=["Baking"], years_of_experience=3))
    await story.say(first)
    assert await count(story) > 0
    gone = first.candidate.model_copy(update={"sequence": 3, "status": status})
    await story.say(CandidateUpdated(candidate=gone, changed=("status",)))
    await story.say(second)
    assert await count(story) == 0
    async with story.database.reading(story.context) as session:
        kept = await session.execute(
            text(
                "select profile, skill_keys, language_codes, years, country from candidate_profiles"
            )
        )
        assert set(kept.one()) == {None}
    job = await story.job(skills_required=["Baking"])
    assert (await story.run(job)).items == ()


async def test_every_vector_is_stamped_and_none_is_made_twice(story: Any, embedder: Any) -> None:
    person = await story.candidate(headline="Cook", skills=["Baking"])
    async with story.database.reading(story.context) as session:
        stamps = await session.scalars(text("select distinct stamp from candidate_vectors"))
        assert stamps.all() == [embedder.stamp]
    again = await story.say(CandidateCreated(candidate=person))
    assert isinstance(again.settlement.outcome, Discard)


class Renamed:
    """The same model as if it were another one: its vectors belong to another space."""

    stamp = "other/space"

    def __init__(self, embedder: Any) -> None:
        self.embed = embedder.embed


async def test_spaces_are_never_mixed(story: Any, embedder: Any) -> None:
    stays = await story.candidate(headline="Backend Engineer", skills=["Python"])
    moves = await story.candidate(headline="Backend Engineer", skills=["Python"])
    job = await story.job(skills_required=["Python"])
    other = subscriptions(Tools(Renamed(embedder)))
    story.service, service = other, story.service
    await story.say(CandidateCreated(candidate=moves))
    story.service = service
    run = await story.run(job)
    assert run.model_version == embedder.stamp
    semantic = {
        item.candidate_id: next(row for row in item.verdicts if row.kind == "semantic").verdict
        for item in run.items
    }
    assert semantic[moves.id] == "unknown"
    assert semantic[stays.id] != "unknown"

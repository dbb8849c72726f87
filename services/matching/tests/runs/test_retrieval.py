from typing import Any

import pytest
from hirewire_contracts.matching import Filters
from hirewire_matching.profiles.demands import Demand
from hirewire_matching.runs.filters import asked_by
from hirewire_matching.runs.repository import RunRepository

PEOPLE = {
    "berlin": {
        "location": "Berlin, Germany", "skills": ["Python"], "years_of_experience": 5,
        "languages": [{"name": "German", "code": "de"}],
    },
    "munich": {
        "location": "Munich, Germany", "skills": ["Go"], "years_of_experience": 2,
        "languages": [{"name": "English", "code": "en"}],
    },
    "paris": {"location": "Paris, France", "skills": ["Python", "Go"]},
    "silent": {"headline": "Somebody"},
    "berlin?": {"location": "Berlin", "years_of_experience": 9},
}  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, set(PEOPLE)),
        ({"skills": ["python"]}, {"berlin", "paris", "silent", "berlin?"}),
        ({"skills": ["Python", "Go"]}, {"paris", "silent", "berlin?"}),
        ({"min_years_of_experience": 3}, {"berlin", "paris", "silent", "berlin?"}),
        ({"languages": ["Deutsch"]}, {"berlin", "paris", "silent", "berlin?"}),
        ({"locations": ["Berlin, Germany"]}, {"berlin", "silent", "berlin?"}),
        ({"locations": ["Berlin"]}, {"berlin", "silent", "berlin?"}),
        ({"locations": ["Germany"]}, {"berlin", "munich", "silent", "berlin?"}),
        ({"locations": ["Germany", "Paris"]}, set(PEOPLE)),
        ({"locations": ["Remote"]}, set(PEOPLE)),
        ({"skills": ["Go"], "locations": ["France"]}, {"paris", "silent", "berlin?"}),
    ],
)
async def test_a_filter_leaves_out_who_plainly_fails(
    story: Any, filters: dict[str, Any], names: set[str]
) -> None:
    people = {(await story.candidate(**state)).id: name for name, state in PEOPLE.items()}
    job = await story.job(skills_required=["Python"])
    run = await story.run(job, filters=Filters(**filters))
    assert {people[item.candidate_id] for item in run.items} == names
    assert run.considered == len(names)
    shown = [found for item in run.items for found in item.hard_filters]
    assert all(found.passed is not False for found in shown)


async def test_filters_are_shown_and_never_touch_the_score(story: Any) -> None:
    await story.candidate(**PEOPLE["berlin"])
    await story.candidate(**PEOPLE["silent"])
    job = await story.job(skills_required=["Python"])
    free = await story.run(job)
    filters = Filters(skills=["Python"], locations=["Berlin"], min_years_of_experience=2)
    filtered = await story.run(job, filters=filters)
    assert [item.score for item in filtered.items] == [item.score for item in free.items]
    sure, unsure = filtered.items
    assert [found.passed for found in sure.hard_filters] == [True, True, True]
    assert [found.passed for found in unsure.hard_filters] == [None, None, None]
    assert "Could you work in Berlin?" in unsure.to_ask


async def test_the_shortlist_holds_the_nearest_in_each_way(story: Any) -> None:
    by_title = await story.candidate(headline="Backend Engineer", skills=["Pottery"])
    by_skills = await story.candidate(skills=["Python", "Kafka", "Gardening"], headline="Gardener")
    for trade in ("Nurse", "Cook", "Pilot", "Painter", "Judge"):
        await story.candidate(headline=trade, skills=["Patience"])
    job = await story.job(skills_required=["Python", "Kafka"])
    async with story.database.reading(story.context) as session:
        runs = RunRepository(session, story.context.workspace)
        vacancy = await runs.vacancy(job.id)
        asked = Demand(vacancy.details).requirements()
        found = await runs.shortlist(vacancy, asked, asked_by(Filters()), 1)
    assert {by_title.id, by_skills.id} <= {entry.candidate_id for entry in found.contenders}
    assert len(found.contenders) <= 3
    assert found.considered == 7
    (near,) = [entry for entry in found.contenders if entry.candidate_id == by_title.id]
    assert near.titles == pytest.approx({"backend engineer": 1}, abs=1e-3)

from typing import Any

import pytest
from hirewire_contracts.candidates import CandidateUpdated
from hirewire_contracts.matching import Filters
from hirewire_matching.profiles.demands import Demand
from hirewire_matching.profiles.kinship import kinship
from hirewire_matching.runs.filters import asked_by
from hirewire_matching.runs.repository import RunRepository
from hirewire_matching.runs.wanted import EXACT_BELOW, Wanted
from sqlalchemy import text

PEOPLE = {
    "berlin": {
        "location": "Berlin, Germany", "skills": ["Python"], "years_of_experience": 5,
        "languages": [{"name": "German", "code": "de"}],
    },
    "munich": {
        "location": "Munich, Germany", "skills": ["Go"], "years_of_experience": 2,
        "languages": [{"name": "English", "code": "en"}], "certificates": [{"name": "AWS SAA"}],
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
        ({"certificates": ["CKA"]}, set(PEOPLE) - {"munich"}),
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


async def shortlist(story: Any, job: Any, filters: Filters, most: int, exact_below: int) -> Any:
    workspace = story.context.workspace
    async with story.database.reading(story.context) as session:
        runs = RunRepository(session, workspace)
        vacancy = await runs.vacancy(job.id)
        asked = Demand(vacancy.details).requirements()
        wanted = Wanted(workspace, vacancy, asked, asked_by(filters), most, kinship().relations)
        return await runs.shortlist(wanted, exact_below)


async def test_the_shortlist_holds_the_nearest_in_each_way(story: Any, elsewhere: Any) -> None:
    by_title = await story.candidate(headline="Backend Engineer", skills=["Pottery"])
    by_skills = await story.candidate(skills=["Python", "Kafka", "Gardening"], headline="Gardener")
    by_kin = await story.candidate(skills=["FastAPI"], headline="Sailor")
    for trade in ("Nurse", "Cook", "Pilot", "Painter", "Judge"):
        await story.candidate(headline=trade, skills=["Patience"])
    for _ in range(3):
        await elsewhere.candidate(headline="Backend Engineer", skills=["Python", "Kafka"])
    job = await story.job(skills_required=["Python", "Kafka"])
    for exact_below in (EXACT_BELOW, 0):
        found = await shortlist(story, job, Filters(), 2, exact_below)
        names = {entry.candidate_id for entry in found.contenders}
        assert {by_title.id, by_skills.id, by_kin.id} <= names
        assert len(names) <= 6
        assert found.considered == 8
        (near,) = [entry for entry in found.contenders if entry.candidate_id == by_title.id]
        assert near.titles == pytest.approx({"backend engineer": 1}, abs=1e-3)


async def test_indexes_name_whom_the_scan_finds_under_any_filter(story: Any) -> None:
    for state in PEOPLE.values():
        await story.candidate(**state)
    job = await story.job(skills_required=["Python", "Go", "Kubernetes"])
    narrow = {"min_years_of_experience": 3, "languages": ["Deutsch"], "skills": ["Python"]}
    for filters in (Filters(), Filters(locations=["Berlin"]), Filters(**narrow)):
        exact = await shortlist(story, job, filters, 20, EXACT_BELOW)
        assert exact.contenders
        indexed = await shortlist(story, job, filters, 20, 0)
        assert {entry.candidate_id for entry in indexed.contenders} == {
            entry.candidate_id for entry in exact.contenders if entry.titles or entry.semantic
        }
        assert indexed.considered == exact.considered


async def test_who_changes_or_goes_is_found_by_nothing_old(story: Any) -> None:
    person = await story.candidate(headline="Cook", skills=["Python"])
    changed = person.model_copy(update={"sequence": 2, "headline": "Baker", "skills": ()})
    await story.say(CandidateUpdated(candidate=changed, changed=("headline",)))
    assert await rows_of(story, "candidate_vectors", "key") == ["baker"]
    assert await rows_of(story, "candidate_skills", "skill_key") == []
    erased = changed.model_copy(update={"sequence": 3, "status": "erased"})
    await story.say(CandidateUpdated(candidate=erased, changed=("status",)))
    assert await rows_of(story, "candidate_vectors", "key") == []


async def rows_of(story: Any, table: str, column: str) -> list[str]:
    async with story.database.reading(story.context) as session:
        return list(await session.scalars(text(f"select {column} from {table} order by 1")))

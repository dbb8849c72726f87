from dataclasses import asdict
from typing import Any

import pytest
from hirewire_contracts.values import Evidence
from hirewire_matching.profiles.candidates import PROFILE
from hirewire_matching.profiles.people import MOST_TITLES, Portrayal
from hirewire_matching.profiles.texts import passages_of
from hirewire_matching.ranking import Stated


@pytest.fixture
def full(story: Any, quote: Any) -> Any:
    return story.person(
        first_name="Ada", last_name="Loon", headline="Ada Loon, Senior Engineer",
        emails=[{"value": "ada@example.org"}], location="5 Elm Street, Berlin, Germany",
        summary="Ada builds data platforms. Born in 1990.",
        skills=[{"name": "Postgres", "key": "postgresql", "confidence": 0.8, "years": 3,
                 "evidence": [quote("Postgres"), quote("PostgreSQL"), quote("PG")]}],
        work=[{"title": "Engineer", "summary": "Kept Kafka alive.", "current": True,
               "start_date": "2020-01", "evidence": [quote("Engineer at Acme, Ada Loon")]},
              {"title": "Junior Engineer", "start_date": "2018-01", "end_date": "2019-12"},
              {"title": "engineer"}],
        education=[{"degree": "BSc", "level": 6}, {"degree": "MSc", "level": 7}],
        languages=[{"name": "Deutsch", "level": "B2"}, {"name": "Klingon"}],
        certificates=["CKA"],
    )  # fmt: skip


def test_facts_arrive_in_the_ranking_s_terms(full: Any) -> None:
    profile = Portrayal(full).profile()
    assert profile.skills is not None
    assert [skill.key for skill in profile.skills] == ["postgresql", "postgres", "pg"]
    assert {(skill.confidence, skill.years) for skill in profile.skills} == {(0.8, 3)}
    assert [title.key for title in profile.titles or ()] == [
        "senior engineer", "engineer", "junior engineer"
    ]  # fmt: skip
    assert profile.seniority == Stated("senior")
    assert profile.years_of_experience is not None
    assert profile.years_of_experience.value == 8.9
    assert profile.education == Stated(7)
    assert [language.code for language in profile.languages or ()] == ["de", "klingon"]
    assert [place.key for place in profile.places or ()] == ["de/berlin"]


def test_a_profile_survives_storage(full: Any) -> None:
    profile = Portrayal(full).profile()
    stored = PROFILE.dump_json(profile, exclude_defaults=True)
    assert PROFILE.validate_json(stored) == profile


def test_what_was_read_nowhere_is_unknown(story: Any) -> None:
    profile = asdict(Portrayal(story.person()).profile())
    assert {name for name, value in profile.items() if value is not None} == {"id"}
    assert passages_of(Portrayal(story.person())) == ()


def test_a_level_of_long_ago_is_not_today_s(story: Any) -> None:
    person = story.person(
        headline="Engineer",
        work=[
            {"title": "Junior Engineer", "start_date": "2018-01", "end_date": "2019-12"},
            {"title": "Engineer", "start_date": "2020-01", "current": True},
        ],
    )
    assert Portrayal(person).profile().seniority is None


def test_stated_years_win_over_counted_ones(full: Any) -> None:
    person = full.model_copy(update={"years_of_experience": 2.0})
    years = Portrayal(person).profile().years_of_experience
    assert years is not None
    assert years.value == 2.0


def test_nothing_personal_reaches_profile_or_passages(full: Any) -> None:
    portrayal = Portrayal(full)
    told = PROFILE.dump_json(portrayal.profile()).decode()
    told += " ".join(passage.text for passage in passages_of(portrayal))
    for secret in ("Ada", "Loon", "ada@example.org", "Elm", "1990"):
        assert secret not in told
    assert "builds data platforms" in told
    assert "Kept Kafka alive." in told


def test_evidence_is_short_and_true_to_its_place(story: Any) -> None:
    long = Evidence(document_id=story.context.workspace, quote="x" * 500, start=7, end=507)
    person = story.person(skills=[{"name": "X", "evidence": [long, long, long]}])
    (skill,) = Portrayal(person).profile().skills or ()
    assert [(len(e.quote), e.start, e.end) for e in skill.evidence] == [(200, 7, 207)] * 2


def test_a_long_career_is_cut(story: Any) -> None:
    work = [{"title": f"Title {n}", "summary": "word " * 400} for n in range(100)]
    portrayal = Portrayal(story.person(work=work, summary="word " * 4000))
    passages = passages_of(portrayal)
    assert len(portrayal.titles()) == MOST_TITLES
    assert len(passages) <= MOST_TITLES + 12
    assert len({(passage.kind, passage.key) for passage in passages}) == len(passages)

from itertools import permutations
from typing import Any

import pytest
from hirewire_contracts.documents import JobFacts
from hirewire_contracts.documents import Requirement as Asked
from hirewire_contracts.jobs import JobDetails
from hirewire_matching.profiles.demands import MOST_SKILLS, Demand
from hirewire_matching.ranking import Requirement


def asked(*requirements: Asked, job: JobDetails | None = None, **written: Any) -> Any:
    details = JobDetails(**{"title": "Cook", **written})
    facts = JobFacts(job=job, requirements=requirements)
    return Demand(details, facts).requirements()


def of(rows: tuple[Requirement, ...], kind: str) -> list[Requirement]:
    return [row for row in rows if row.kind == kind]


def test_what_is_written_wins_and_the_ad_adds_evidence_and_keys(quote: Any) -> None:
    read = Asked(
        kind="skill", name="Amazon Web Services", key="amazon-web-services", required=False,
        confidence=0.4, evidence=[quote("AWS")],
    )  # fmt: skip
    (row,) = of(asked(read, skills_required=["AWS"]), "skill")
    assert (row.name, row.required, row.weight) == ("AWS", True, 1.0)
    assert row.keys == ("aws", "amazon-web-services", "amazon web services")
    assert [found.quote for found in row.evidence] == ["AWS"]


def test_what_only_the_ad_names_follows_the_surest_first() -> None:
    rows = of(
        asked(
            Asked(kind="skill", name="Go", confidence=0.6, required=False),
            Asked(kind="skill", name="Rust", confidence=0.9),
            skills_preferred=["Perl"],
        ),
        "skill",
    )
    assert [(row.name, row.required, row.weight) for row in rows] == [
        ("Perl", False, 1.0),
        ("Rust", True, 0.9),
        ("Go", False, 0.6),
    ]


def test_a_skill_that_is_both_required_and_preferred_is_required() -> None:
    (row,) = of(asked(skills_required=["Go"], skills_preferred=[" go "]), "skill")
    assert row.required


def test_the_order_of_the_facts_is_moot(quote: Any) -> None:
    facts = (
        Asked(kind="skill", name="Go", key="go", evidence=[quote("Golang")]),
        Asked(kind="skill", name="Golang", key="go", years=3),
        Asked(kind="language", name="German", level="B1"),
        Asked(kind="location", name="Berlin, Germany"),
    )
    results = {asked(*order, skills_required=["Go"]) for order in permutations(facts)}
    assert len(results) == 1


def test_years_and_levels_become_bounds() -> None:
    rows = asked(
        Asked(kind="skill", name="Python", years=5),
        Asked(kind="experience", name="2 years of banking", years=2),
        Asked(kind="experience", name="5 years", years=5),
        Asked(kind="education", name="Master", level="7"),
        Asked(kind="education", name="Bachelor's degree"),
        Asked(kind="language", name="Deutsch", level="B1"),
        Asked(kind="language", name="German", key="de"),
        Asked(kind="certificate", name="CKA"),
    )
    bounds = {row.kind: (row.keys, row.bound) for row in rows}
    assert bounds["skill_years"] == (("python",), 5)
    assert bounds["experience"] == ((), 5)
    assert bounds["education"] == ((), 6)
    assert bounds["certificate"] == (("cka",), None)
    (language,) = of(rows, "language")
    assert (language.keys, language.bound) == (("de",), 3)


def test_an_education_of_no_known_level_asks_nothing() -> None:
    assert not of(asked(Asked(kind="education", name="A good school")), "education")


def test_seniority_comes_from_the_field_then_the_title_then_the_ad() -> None:
    told = JobDetails(title="x", seniority="principal")
    titled = asked(job=told, title="Junior Cook")
    written = asked(job=told, title="Junior Cook", seniority="lead")
    read = asked(job=told)
    levels = [of(rows, "seniority")[0].keys for rows in (written, titled, read)]
    assert levels == [("lead",), ("junior",), ("principal",)]
    assert not of(asked(), "seniority")


def test_any_of_the_places_will_do() -> None:
    rows = asked(locations=["Lisbon, Portugal", "Porto, Portugal"], workplace_type="hybrid")
    (place,) = of(rows, "location")
    assert (place.keys, place.required) == (("pt/lisbon", "pt/porto"), True)
    assert place.name == "Lisbon, Portugal or Porto, Portugal"
    (workplace,) = of(rows, "workplace")
    assert workplace.keys == ("hybrid",)


@pytest.mark.parametrize(("where", "keys"), [("Lisbon, Portugal", [("pt",)]), ("Lisbon", [])])
def test_remote_work_asks_for_the_country_at_most(where: str, keys: list[Any]) -> None:
    rows = of(asked(locations=[where], workplace_type="remote"), "location")
    assert [row.keys for row in rows] == keys
    assert not any(row.required for row in rows)


def test_an_unread_job_asks_for_what_is_written() -> None:
    rows = Demand(JobDetails(title="Cook", skills_required=["Baking"])).requirements()
    assert [(row.kind, row.name) for row in rows] == [("title", "Cook"), ("skill", "Baking")]


def test_requirements_are_bounded_in_number() -> None:
    many = [Asked(kind="skill", name=f"skill {n}", years=1) for n in range(300)]
    many += [Asked(kind="language", name=f"language {n}") for n in range(300)]
    many += [Asked(kind="certificate", name=f"certificate {n}") for n in range(300)]
    rows = asked(*many, skills_required=[f"written {n}" for n in range(30)])
    assert len(of(rows, "skill")) == MOST_SKILLS
    assert len(rows) < MOST_SKILLS + 20
    assert sum(row.name.startswith("written") for row in rows) == 30


def test_what_is_asked_for_by_its_kinds_is_not_asked_for_again() -> None:
    read = [Asked(kind="skill", name=name) for name in ("Programming", "Go", "Python", "Django")]
    assert [row.name for row in of(asked(*read), "skill")] == ["Django", "Go", "Python"]
    written = of(asked(*read, skills_required=["Coding"]), "skill")
    assert written[0].name == "Coding"


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Vocational certificate in Electrical Engineering", ("training",)),
        ("Upper secondary diploma", ()),
    ],
)
def test_a_trade_asks_for_training(name: str, keys: Any) -> None:
    (row,) = of(asked(Asked(kind="education", name=name, level="4")), "education")
    assert (row.keys, row.bound) == (keys, 4)


def test_a_mark_for_all_genders_is_no_part_of_the_title() -> None:
    (row,) = of(asked(title="Industrial Electrician (m/f/d)"), "title")
    assert row.keys == ("industrial electrician",)

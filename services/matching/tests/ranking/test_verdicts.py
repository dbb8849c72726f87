from dataclasses import replace

import pytest
from hirewire_matching.ranking import (
    CandidateProfile,
    Certificate,
    Evidence,
    JobProfile,
    Language,
    Ledger,
    Place,
    Relation,
    Requirement,
    Salary,
    Similarities,
    Skill,
    Stated,
    Title,
    Verdict,
    Weights,
    as_dict,
    components,
    known_share,
    ledger,
    score,
    score_if_met,
    to_ask,
)

NOTHING = Similarities()
QUOTE = (Evidence("resume", "Kubernetes since 2019", 10, 31, 1),)
RELATIONS = {
    "containers": {
        "kubernetes": Relation("narrower", ("Kubernetes", "Containers")),
        "linux": Relation("related", ("Linux", "Containers")),
    }
}


def verdict(
    requirement: Requirement, candidate: CandidateProfile, similarities: Similarities = NOTHING
) -> Verdict:
    book = ledger(JobProfile("job", (requirement,)), candidate, similarities, RELATIONS)
    return next(row for row in book.verdicts if row.requirement == requirement)


def credit(row: Verdict) -> float:
    return round(row.contribution / row.weight, 3)


def person(**known: object) -> CandidateProfile:
    return CandidateProfile("person", **known)


@pytest.mark.parametrize(
    ("skills", "name", "expected"),
    [
        ((Skill("containers", "Containers"),), "met", 1.0),
        ((Skill("containers", "Containers", 0.7),), "met", 0.7),
        ((Skill("containers", "Containers", 0.4),), "partial", 0.4),
        ((Skill("kubernetes", "Kubernetes"),), "partial", 0.8),
        ((Skill("kubernetes", "Kubernetes", 0.5),), "partial", 0.4),
        ((Skill("linux", "Linux"),), "partial", 0.5),
        ((Skill("linux", "Linux"), Skill("kubernetes", "Kubernetes")), "partial", 0.8),
        ((Skill("kubernetes", "Kubernetes"), Skill("containers", "x", 0.6)), "partial", 0.8),
        ((Skill("linux", "Linux"),) * 20, "partial", 0.5),
        ((Skill("containers", "Containers", 0.0),), "not_met", 0.0),
        ((Skill("painting", "Painting"),), "not_met", 0.0),
        ((), "not_met", 0.0),
        (None, "unknown", 0.0),
    ],
)
def test_skill(skills: tuple[Skill, ...] | None, name: str, expected: float) -> None:
    row = verdict(Requirement("skill", "Containers", ("containers",)), person(skills=skills))
    assert (row.verdict, credit(row)) == (name, expected)


def test_a_partial_skill_shows_its_path_and_evidence() -> None:
    skills = (Skill("kubernetes", "Kubernetes", 0.9, None, QUOTE),)
    row = verdict(Requirement("skill", "Containers", ("containers",)), person(skills=skills))
    assert row.path == ("Kubernetes", "Containers")
    assert row.evidence == QUOTE
    assert row.reason == "Kubernetes is a kind of Containers."


def test_any_one_of_the_keys_will_do() -> None:
    row = verdict(Requirement("skill", "Go or Rust", ("go", "rust")), person(skills=RUST))
    assert row.verdict == "met"


RUST = (Skill("rust", "Rust", years=3.0),)


@pytest.mark.parametrize(
    ("skills", "name", "expected"),
    [
        ((Skill("go", "Go", years=5),), "met", 1.0),
        ((Skill("go", "Go", years=3),), "partial", 0.5),
        ((Skill("go", "Go", years=2),), "not_met", 0.0),
        ((Skill("go", "Go"),), "unknown", 0.0),
        ((Skill("go", "Go"), Skill("go", "Golang", years=1)), "unknown", 0.0),
        ((Skill("go", "Go"), Skill("go", "Golang", years=4)), "met", 1.0),
        (RUST, "not_met", 0.0),
        (None, "unknown", 0.0),
    ],
)
def test_skill_years(skills: tuple[Skill, ...] | None, name: str, expected: float) -> None:
    row = verdict(Requirement("skill_years", "Go", ("go",), 4), person(skills=skills))
    assert (row.verdict, credit(row)) == (name, expected)


@pytest.mark.parametrize(
    ("titles", "cosine", "name", "expected"),
    [
        ((Title("developer", "Developer"),), None, "met", 1.0),
        ((Title("engineer", "Engineer"),), 0.75, "met", 0.875),
        ((Title("engineer", "Engineer"),), 0.5, "partial", 0.25),
        ((Title("engineer", "Engineer"),), 0.1, "not_met", 0.0),
        ((Title("engineer", "Engineer"), Title("cook", "Cook")), 0.6, "partial", 0.5),
        ((Title("engineer", "Engineer"),), None, "unknown", 0.0),
        ((), None, "not_met", 0.0),
        (None, None, "unknown", 0.0),
    ],
)
def test_title(
    titles: tuple[Title, ...] | None, cosine: float | None, name: str, expected: float
) -> None:
    near = Similarities(titles={} if cosine is None else {"engineer": cosine})
    row = verdict(Requirement("title", "Developer", ("developer",)), person(titles=titles), near)
    assert (row.verdict, credit(row)) == (name, expected)


@pytest.mark.parametrize(
    ("has", "name", "expected"),
    [
        ("senior", "met", 1.0),
        ("executive", "met", 1.0),
        ("mid", "partial", 0.5),
        ("junior", "not_met", 0.0),
    ],
)
def test_seniority(has: str, name: str, expected: float) -> None:
    row = verdict(Requirement("seniority", "Senior", ("senior",)), person(seniority=Stated(has)))
    assert (row.verdict, credit(row)) == (name, expected)


@pytest.mark.parametrize(
    ("years", "name", "expected"),
    [(30, "met", 1.0), (6, "met", 1.0), (4.5, "partial", 0.5), (3, "not_met", 0.0)],
)
def test_experience(years: float, name: str, expected: float) -> None:
    who = person(years_of_experience=Stated(years))
    row = verdict(Requirement("experience", "Experience", (), 6), who)
    assert (row.verdict, credit(row)) == (name, expected)


@pytest.mark.parametrize(
    ("level", "name", "expected"),
    [(8, "met", 1.0), (6, "met", 1.0), (5, "partial", 0.5), (4, "not_met", 0.0)],
)
def test_education(level: int, name: str, expected: float) -> None:
    who = person(education=Stated(level))
    row = verdict(Requirement("education", "Bachelor's degree", (), 6), who)
    assert (row.verdict, credit(row)) == (name, expected)


@pytest.mark.parametrize(
    ("code", "level", "name", "expected"),
    [
        ("de", "native", "met", 1.0),
        ("de", "C1", "met", 1.0),
        ("de", "B2", "partial", 0.5),
        ("de", "B1", "not_met", 0.0),
        ("de", None, "unknown", 0.0),
        ("en", "C2", "not_met", 0.0),
    ],
)
def test_language(code: str, level: str | None, name: str, expected: float) -> None:
    who = person(languages=(Language(code, code, level),))
    row = verdict(Requirement("language", "German", ("de",), 5), who)
    assert (row.verdict, credit(row)) == (name, expected)


def test_a_language_without_an_asked_level_needs_none() -> None:
    who = person(languages=(Language("de", "German"),))
    assert verdict(Requirement("language", "German", ("de",)), who).verdict == "met"


def test_who_grew_up_with_a_language_is_equal_to_who_learnt_it() -> None:
    row = Requirement("language", "German", ("de",), 6)
    verdicts = {
        verdict(row, person(languages=(Language("de", "German", level),))).verdict
        for level in ("C2", "native")
    }
    assert verdicts == {"met"}


@pytest.mark.parametrize(
    ("asked", "places", "name", "expected"),
    [
        ("de/berlin", ("de/berlin",), "met", 1.0),
        ("de/berlin", ("de/berlin/mitte",), "met", 1.0),
        ("de", ("de/berlin",), "met", 1.0),
        ("de/berlin", ("de/munich",), "partial", 0.5),
        ("de/berlin", ("fr/paris", "de/munich"), "partial", 0.5),
        ("de/berlin", ("fr/paris",), "not_met", 0.0),
        ("de/berlin", ("de/berlinchen",), "partial", 0.5),
        ("de/berlin", ("de",), "unknown", 0.0),
        ("de/berlin", (), "unknown", 0.0),
        ("de/berlin", None, "unknown", 0.0),
    ],
)
def test_location(asked: str, places: tuple[str, ...] | None, name: str, expected: float) -> None:
    found = None if places is None else tuple(Place(place, place) for place in places)
    row = verdict(Requirement("location", "Berlin", (asked,)), person(places=found))
    assert (row.verdict, credit(row)) == (name, expected)


def test_certificate_and_workplace() -> None:
    who = person(
        certificates=(Certificate("cka", "CKA"),), workplaces=Stated(frozenset({"remote"}))
    )
    assert verdict(Requirement("certificate", "CKA", ("cka",)), who).verdict == "met"
    assert verdict(Requirement("certificate", "PMP", ("pmp",)), who).verdict == "not_met"
    assert verdict(Requirement("workplace", "remote", ("remote",)), who).verdict == "met"
    assert verdict(Requirement("workplace", "on site", ("on_site",)), who).verdict == "not_met"


JOB = JobProfile(
    "job",
    (
        Requirement("skill", "Go", ("go",)),
        Requirement("skill", "Kafka", ("kafka",), weight=3.0),
        Requirement("skill", "Rust", ("rust",), required=False),
        Requirement("education", "Bachelor's degree", (), 6),
    ),
    (
        Requirement("work_permit", "Germany", ("de",)),
        Requirement("salary", "Salary", ("EUR",), 70_000),
        Requirement("language", "German", ("de",), 5),
    ),
)


def test_weights_are_shared_among_kinds_and_then_among_rows() -> None:
    book = ledger(JOB, person(), Similarities(0.7), {})
    found = {row.requirement.name: row.weight for row in book.verdicts}
    whole = 0.40 + 0.40 * 0.25 + 0.05 + 0.10
    assert found == pytest.approx(
        {
            "Go": 0.1 / whole,
            "Kafka": 0.3 / whole,
            "Rust": 0.1 / whole,
            "Bachelor's degree": 0.05 / whole,
            "Texts as a whole": 0.1 / whole,
        },
        abs=1e-6,
    )


def test_score_is_the_known_contributions_over_the_known_weights() -> None:
    who = person(skills=(Skill("go", "Go"), Skill("rust", "Rust", 0.5)))
    book = ledger(JOB, who, Similarities(0.16), {})
    assert score(book) == pytest.approx((0.1 + 0.1 * 0.5 + 0.1 * 0.2) / 0.6, abs=1e-5)
    assert components(book) == pytest.approx({"semantic": 0.2, "skills": 0.3}, abs=1e-5)
    assert known_share(book) == pytest.approx(0.6 / 0.65, abs=1e-5)
    assert to_ask(book)[-1] == "Which is your highest degree?"


def texts(book: Ledger) -> Verdict:
    return next(row for row in book.verdicts if row.requirement.kind == "semantic")


def test_texts_count_no_more_than_the_skills_shown() -> None:
    who = person(skills=(Skill("go", "Go"), Skill("rust", "Rust", 0.5)))
    near, nearer = (texts(ledger(JOB, who, Similarities(cosine), {})) for cosine in (0.4, 0.9))
    assert near.contribution == pytest.approx(near.weight * 0.3, abs=1e-6)
    assert (near.contribution, near.verdict) == (nearer.contribution, "partial")
    assert near.reason.endswith("They count no more than what the other rows show: 0.30.")


def test_texts_count_nothing_where_no_skill_is_shown() -> None:
    row = texts(ledger(JOB, person(skills=()), Similarities(1.0), {}))
    assert (row.contribution, row.verdict) == (0, "not_met")


def test_without_skills_texts_count_no_more_than_the_other_rows() -> None:
    row = texts(ledger(JOB, person(education=Stated(5)), Similarities(1.0), {}))
    assert row.contribution == pytest.approx(row.weight * 0.5, abs=2e-6)


def test_texts_alone_show_nothing() -> None:
    book = ledger(JOB, person(), Similarities(1.0), {})
    assert (texts(book).verdict, score(book)) == ("unknown", 0)


def test_what_a_missing_skill_would_add() -> None:
    who = person(skills=(Skill("go", "Go"),), education=Stated(6))
    book = ledger(JOB, who, Similarities(0.7), {})
    learnt = replace(who, skills=(*who.skills, Skill("kafka", "Kafka")))
    assert score_if_met(book, JOB.requirements[1]) == score(
        ledger(JOB, learnt, Similarities(0.7), {})
    )


def test_nothing_known_is_no_score_and_much_to_ask() -> None:
    book = ledger(JOB, person(), NOTHING, {})
    assert score(book) == 0
    assert components(book) == {}
    assert {row.verdict for row in book.verdicts} == {"unknown"}
    assert to_ask(book) == (
        "How well do you speak German?",
        "Which salary do you expect?",
        "May you work in Germany?",
        "Do you have experience with Go?",
        "Do you have experience with Kafka?",
        "Do you have experience with Rust?",
        "Which is your highest degree?",
    )


def test_hard_filters_pass_fail_or_do_not_know() -> None:
    who = person(
        salary=Stated(Salary(75_000, "EUR")),
        work_permits=Stated(frozenset({"de"})),
        languages=(Language("de", "German"),),
    )
    book = ledger(JOB, who, NOTHING, {})
    assert {found.name: found.passed for found in book.hard_filters} == {
        "German": None,
        "Germany": True,
        "Salary": False,
    }


def test_an_expectation_in_another_currency_is_unknown() -> None:
    book = ledger(JOB, person(salary=Stated(Salary(1, "USD"))), NOTHING, {})
    (salary,) = (found for found in book.hard_filters if found.name == "Salary")
    assert salary.passed is None


def test_both_sides_of_the_evidence_are_told() -> None:
    asked = (Evidence("ad", "You know Go", 3, 14),)
    job = JobProfile("job", (Requirement("skill", "Go", ("go",), evidence=asked),))
    who = person(skills=(Skill("go", "Go", 1.0, None, QUOTE),))
    row = as_dict(ledger(job, who, NOTHING, {}))["verdicts"][0]
    assert row["job_evidence"][0]["quote"] == "You know Go"
    assert row["evidence"] == [
        {
            "document_id": "resume",
            "quote": "Kubernetes since 2019",
            "start": 10,
            "end": 31,
            "page": 1,
            "extractor": None,
        }
    ]


def test_impossible_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="share"):
        Weights(shares={"skill": -1.0})
    with pytest.raises(ValueError, match="between 0 and 1"):
        Weights(related=1.5)
    with pytest.raises(ValueError, match="range"):
        Weights(title_range=(0.5, 0.5))
    with pytest.raises(ValueError, match="weight"):
        Requirement("skill", "Go", ("go",), weight=float("nan"))
    with pytest.raises(ValueError, match="seniority"):
        Requirement("seniority", "wizard", ("wizard",))

import json
import subprocess
import sys
from dataclasses import fields, replace

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
    Weights,
    as_dict,
    as_json,
    components,
    known_share,
    ledger,
    rank,
    recompute,
    score,
    score_if_met,
)
from hypothesis import given
from hypothesis import strategies as st

SKILLS = ("python", "go", "kafka", "kubernetes", "containers", "sql")
PLACES = ("de", "de/berlin", "de/munich", "fr/paris", "fr")
SENIORITIES = ("intern", "junior", "mid", "senior", "lead", "principal", "executive")
RELATIONS = {
    "containers": {"kubernetes": Relation("narrower", ("Kubernetes", "Containers"))},
    "kafka": {"sql": Relation("related"), "python": Relation("related")},
    "go": {"go": Relation("related")},
}

quotes = st.builds(
    Evidence,
    document_id=st.sampled_from(["d1", "d2"]),
    quote=st.text(max_size=8),
    start=st.integers(0, 90),
    end=st.integers(91, 99),
)
evidence = st.lists(quotes, max_size=2).map(tuple)
parts = st.floats(0, 1)
years = st.floats(0, 40)


def some(strategy: st.SearchStrategy, size: int = 4) -> st.SearchStrategy:
    return st.none() | st.lists(strategy, max_size=size).map(tuple)


def keys(*values: str) -> st.SearchStrategy:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2).map(tuple)


def wish(kind: str, key: st.SearchStrategy, bound: st.SearchStrategy) -> st.SearchStrategy:
    return st.builds(
        Requirement,
        kind=st.just(kind),
        name=st.sampled_from(["this", "that"]),
        keys=key,
        bound=bound,
        required=st.booleans(),
        weight=st.floats(0, 10),
        evidence=evidence,
    )


nothing = st.none()
requirements = st.one_of(
    wish("skill", keys(*SKILLS), nothing),
    wish("skill", keys(*SKILLS), nothing),
    wish("skill_years", keys(*SKILLS), st.floats(0, 20)),
    wish("title", keys("dev", "nurse"), nothing),
    wish("seniority", keys(*SENIORITIES), nothing),
    wish("experience", st.just(()), st.floats(0, 20)),
    wish("education", st.just(()), st.integers(1, 8)),
    wish("language", keys("de", "en"), nothing | st.integers(1, 6)),
    wish("certificate", keys("cka", "pmp"), nothing),
    wish("location", keys(*PLACES), nothing),
    wish("workplace", keys("remote", "hybrid", "on_site"), nothing),
)
filters = st.one_of(
    requirements,
    wish("salary", st.just(("EUR",)), st.floats(1, 1e6)),
    wish("work_permit", keys("de", "fr"), nothing),
)
jobs = st.builds(
    JobProfile,
    id=st.just("job"),
    requirements=st.lists(requirements, max_size=8).map(tuple),
    filters=st.lists(filters, max_size=3).map(tuple),
)
levels = st.sampled_from([None, "A1", "A2", "B1", "B2", "C1", "C2", "native"])
skills = st.builds(
    Skill, st.sampled_from(SKILLS), st.sampled_from("xyz"), parts, nothing | years, evidence
)
candidates = st.builds(
    CandidateProfile,
    id=st.sampled_from(["ada", "bob", "cy"]),
    skills=some(skills),
    titles=some(st.builds(Title, st.sampled_from(["dev", "cook"]), st.just("x"), evidence)),
    seniority=nothing | st.builds(Stated, st.sampled_from(SENIORITIES), evidence),
    years_of_experience=nothing | st.builds(Stated, years, evidence),
    education=nothing | st.builds(Stated, st.integers(1, 8), evidence),
    languages=some(
        st.builds(Language, st.sampled_from(["de", "en", "fr"]), st.just("x"), levels, evidence)
    ),
    certificates=some(st.builds(Certificate, st.sampled_from(["cka", "x"]), st.just("y"))),
    places=some(st.builds(Place, st.sampled_from(PLACES), st.just("x"), evidence)),
    workplaces=nothing
    | st.builds(Stated, st.frozensets(st.sampled_from(["remote", "hybrid", "on_site"]))),
    salary=nothing | st.builds(Stated, st.builds(Salary, years, st.sampled_from(["EUR", "USD"]))),
    work_permits=nothing | st.builds(Stated, st.frozensets(st.sampled_from(["de", "fr"]))),
)
similarities = st.builds(
    Similarities,
    semantic=nothing | st.floats(-1, 1),
    titles=st.dictionaries(st.sampled_from(["dev", "cook"]), st.floats(-1, 1)),
)
kinds = ("skill", "skill_years", "title", "experience", "language", "location", "semantic")
weights = st.builds(
    Weights,
    version=st.just("test"),
    shares=st.dictionaries(st.sampled_from(kinds), st.floats(0, 5)),
    optional=parts,
    narrower=parts,
    related=parts,
    one_below=parts,
    same_country=parts,
)
weights |= st.just(Weights())


def judged(
    job: JobProfile, candidate: CandidateProfile, near: Similarities, numbers: Weights
) -> Ledger:
    return ledger(job, candidate, near, RELATIONS, numbers)


@given(jobs, candidates, similarities, weights)
def test_score_and_parts_are_between_0_and_1(job, candidate, near, numbers) -> None:
    book = judged(job, candidate, near, numbers)
    values = [score(book), known_share(book), *components(book).values()]
    assert all(0 <= value <= 1 for value in values)
    assert all(0 <= row.contribution <= row.weight <= 1 for row in book.verdicts)


@given(jobs, candidates, similarities, weights)
def test_the_serialised_rows_give_the_score_to_the_digit(job, candidate, near, numbers) -> None:
    book = judged(job, candidate, near, numbers)
    answer = json.loads(as_json(book))
    assert recompute(answer["verdicts"]) == answer["score"] == score(book)
    known = [row for row in answer["verdicts"] if row["verdict"] != "unknown"]
    whole = sum(row["weight"] for row in known)
    plain = sum(row["contribution"] for row in known) / whole if whole else 0.0
    assert abs(plain - answer["score"]) <= 0.5000001e-6


@given(jobs, candidates, similarities, weights)
def test_verdicts_say_what_the_numbers_say(job, candidate, near, numbers) -> None:
    for row in judged(job, candidate, near, numbers).verdicts:
        if row.verdict in ("not_met", "unknown"):
            assert row.contribution == 0
        if row.verdict == "unknown":
            assert not row.evidence
        assert (row.question is not None) <= (row.verdict == "unknown")


@given(jobs, candidates, similarities, weights, st.randoms(use_true_random=False))
def test_the_order_of_the_input_is_moot(job, candidate, near, numbers, chance) -> None:
    def shuffled(values: tuple | None) -> tuple | None:
        return None if values is None else tuple(chance.sample(values, len(values)))

    lists = ("skills", "titles", "languages", "certificates", "places")
    other = replace(candidate, **{name: shuffled(getattr(candidate, name)) for name in lists})
    turned = replace(job, requirements=shuffled(job.requirements), filters=shuffled(job.filters))
    first = as_json(judged(job, candidate, near, numbers))
    assert as_json(judged(turned, other, near, numbers)) == first


@given(jobs, candidates, similarities, weights, st.sampled_from(SKILLS), evidence)
def test_one_more_skill_never_lowers_the_score(job, candidate, near, numbers, key, quotes) -> None:
    known = replace(candidate, skills=candidate.skills or ())
    more = replace(known, skills=(*known.skills, Skill(key, key, 1.0, 40.0, quotes)))
    before, after = (judged(job, person, near, numbers) for person in (known, more))
    assert score(after) >= score(before)
    assert components(after).get("skills", 0) >= components(before).get("skills", 0)


@given(jobs, candidates, similarities, weights)
def test_an_unknown_row_is_in_no_sum(job, candidate, near, numbers) -> None:
    book = judged(job, candidate, near, numbers)
    rows = tuple(row for row in book.verdicts if row.verdict != "unknown")
    known = replace(book, verdicts=rows)
    assert score(known) == score(book)
    assert components(known) == components(book)


@given(jobs, candidates, similarities, weights)
def test_meeting_a_requirement_never_lowers_the_score(job, candidate, near, numbers) -> None:
    book = judged(job, candidate, near, numbers)
    for row in book.verdicts:
        assert score_if_met(book, row.requirement) >= score(book)


@given(jobs, candidates, similarities, weights)
def test_hard_filters_never_touch_the_score(job, candidate, near, numbers) -> None:
    book = judged(job, candidate, near, numbers)
    free = judged(replace(job, filters=()), candidate, near, numbers)
    assert book.verdicts == free.verdicts
    assert len(book.hard_filters) == len(job.filters)


@given(jobs, candidates, similarities)
def test_who_a_person_is_changes_nothing(job, candidate, near) -> None:
    """Quotes are the only free text that reaches the ranking."""

    def renamed(values: tuple) -> tuple:
        return tuple(replace(value, evidence=()) for value in values)

    lists = ("skills", "titles", "languages", "certificates", "places")
    quiet = {name: renamed(getattr(candidate, name) or ()) for name in lists}
    present = {name: value for name, value in quiet.items() if getattr(candidate, name) is not None}
    other = replace(candidate, id="someone else", **present)
    first, second = (as_dict(judged(job, who, near, Weights())) for who in (candidate, other))
    assert first["score"] == second["score"]
    assert first["components"] == second["components"]


def test_a_profile_has_no_field_for_who_a_person_is() -> None:
    assert {field.name for field in fields(CandidateProfile)} == {
        "id",
        "skills",
        "titles",
        "seniority",
        "years_of_experience",
        "education",
        "training",
        "languages",
        "certificates",
        "places",
        "workplaces",
        "salary",
        "work_permits",
    }


@given(jobs, st.lists(candidates, max_size=5, unique_by=lambda person: person.id), similarities)
def test_ranks_are_by_score_and_then_by_id(job, people, near) -> None:
    books = [judged(job, person, near, Weights()) for person in people]
    ranked = rank(books)
    order = [(-found.score, found.ledger.candidate_id) for found in ranked]
    assert order == sorted(order)
    assert [found.rank for found in ranked] == list(range(1, len(people) + 1))
    assert rank(reversed(books)) == ranked


def test_equal_scores_are_ordered_by_id() -> None:
    people = [CandidateProfile(name, skills=(Skill("go", "Go"),)) for name in ("c", "a", "b")]
    job = JobProfile("job", (Requirement("skill", "Go", ("go",)),))
    ranked = rank(judged(job, person, Similarities(), Weights()) for person in people)
    assert [found.ledger.candidate_id for found in ranked] == ["a", "b", "c"]


SCRIPT = """
import sys
from hirewire_matching.ranking import *
near = {name: Relation("related", (name,)) for name in "qwertyuiop"}
skills = tuple(Skill(name, name, 0.7) for name in "qwertyuiop")
job = JobProfile("job", tuple(Requirement("skill", name, (name, "z")) for name in "zxpq"))
workplaces = Stated(frozenset({"remote", "hybrid", "on_site"}))
person = CandidateProfile("person", skills=skills, workplaces=workplaces)
book = ledger(job, person, Similarities(0.4), {"z": near, "x": near})
sys.stdout.buffer.write(as_json(book))
"""


def test_every_process_writes_the_same_bytes() -> None:
    answers = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(answers) == 1
    assert b'"score":' in answers.pop()

from uuid import UUID

from hirewire_chassis import new_id
from hirewire_matching.ranking import (
    CandidateProfile,
    Evidence,
    JobProfile,
    Ranked,
    Requirement,
    Similarities,
    Skill,
    ledger,
    rank,
    recompute,
)
from hirewire_matching.runs.answer import LARGEST, items

DOCUMENT = str(UUID(int=1))
WORDS = (Evidence(DOCUMENT, "ü" * 200, 0, 200), Evidence(DOCUMENT, "b" * 200, 300, 500))


def ranked(people: int, skills: int) -> tuple[Ranked, ...]:
    names = [f"skill {n}" for n in range(skills)]
    wanted = tuple(Requirement("skill", name, (name,), evidence=WORDS) for name in names)
    job = JobProfile(str(new_id()), wanted)
    known = tuple(Skill(name, name, evidence=WORDS) for name in names)
    candidates = [CandidateProfile(str(new_id()), known) for _ in range(people)]
    return rank(ledger(job, candidate, Similarities(), {}) for candidate in candidates)


def test_the_largest_answer_there_can_be_is_bounded() -> None:
    made = items(ranked(people=100, skills=70))
    assert sum(len(item.model_dump_json().encode()) for item in made) < 8_000_000
    assert sum(len(item.model_dump_json()) for item in made) <= LARGEST
    assert [item.rank for item in made] == list(range(1, 101))
    assert all(len(item.verdicts) == 71 for item in made)
    assert all(row.evidence for row in made[0].verdicts if row.kind == "skill")
    assert not any(row.evidence or row.job_evidence for row in made[-1].verdicts)
    for item in made:
        assert item.score == recompute([row.model_dump() for row in item.verdicts])


def test_a_usual_answer_keeps_all_its_evidence() -> None:
    made = items(ranked(people=20, skills=20))
    rows = [row for item in made for row in item.verdicts if row.kind == "skill"]
    assert all(len(row.evidence) == len(row.job_evidence) == 2 for row in rows)


def test_a_very_long_requirement_is_cut_to_what_the_contract_allows() -> None:
    job = JobProfile(str(new_id()), (Requirement("skill", "x" * 301, ("x",)),))
    (item,) = items(rank([ledger(job, CandidateProfile(str(new_id())), Similarities(), {})]))
    assert max(len(row.requirement) for row in item.verdicts) == 300

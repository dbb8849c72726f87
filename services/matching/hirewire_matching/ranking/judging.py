"""Which judge rules on which kind of requirement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from hirewire_matching.ranking.career import (
    judge_education,
    judge_experience,
    judge_semantic,
    judge_seniority,
    judge_title,
)
from hirewire_matching.ranking.conditions import (
    judge_certificate,
    judge_language,
    judge_location,
    judge_salary,
    judge_work_permit,
    judge_workplace,
)
from hirewire_matching.ranking.findings import Finding
from hirewire_matching.ranking.profiles import (
    CandidateProfile,
    Kind,
    Relations,
    Requirement,
    Similarities,
)
from hirewire_matching.ranking.skills import (
    SkillsByKey,
    group_by_key,
    judge_skill,
    judge_skill_years,
)
from hirewire_matching.ranking.weights import Weights


@dataclass(frozen=True, slots=True)
class Case:
    """All that a judge may look at beside the requirement."""

    candidate: CandidateProfile
    skills: SkillsByKey | None
    similarities: Similarities
    relations: Relations
    weights: Weights

    @classmethod
    def of(
        cls,
        candidate: CandidateProfile,
        similarities: Similarities,
        relations: Relations,
        weights: Weights,
    ) -> Self:
        return cls(candidate, group_by_key(candidate.skills), similarities, relations, weights)


def judge(requirement: Requirement, case: Case) -> Finding:
    return _JUDGES[requirement.kind](requirement, case)


_JUDGES: Mapping[Kind, Callable[[Requirement, Case], Finding]] = MappingProxyType(
    {
        "skill": lambda row, case: judge_skill(row, case.skills, case.relations, case.weights),
        "skill_years": lambda row, case: judge_skill_years(row, case.skills, case.weights),
        "title": lambda row, case: judge_title(
            row, case.candidate.titles, case.similarities, case.weights
        ),
        "seniority": lambda row, case: judge_seniority(row, case.candidate.seniority, case.weights),
        "experience": lambda row, case: judge_experience(
            row, case.candidate.years_of_experience, case.weights
        ),
        "education": lambda row, case: judge_education(
            row, case.candidate.education, case.candidate.training, case.weights
        ),
        "language": lambda row, case: judge_language(row, case.candidate.languages, case.weights),
        "certificate": lambda row, case: judge_certificate(row, case.candidate.certificates),
        "location": lambda row, case: judge_location(row, case.candidate.places, case.weights),
        "workplace": lambda row, case: judge_workplace(row, case.candidate.workplaces),
        "semantic": lambda _, case: judge_semantic(case.similarities, case.weights),
        "salary": lambda row, case: judge_salary(row, case.candidate.salary),
        "work_permit": lambda row, case: judge_work_permit(row, case.candidate.work_permits),
    }
)

"""Skills and the years of their use, held against what a candidate is known to have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from hirewire_matching.ranking.findings import Finding, graded, graded_years, missing, unknown
from hirewire_matching.ranking.profiles import Relation, Relations, Requirement, Skill
from hirewire_matching.ranking.weights import Weights

SkillsByKey = Mapping[str, tuple[Skill, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the candidate's skills as an answer to a requirement; exact when unrelated."""

    credit: float
    skill: Skill
    relation: Relation | None = None


def group_by_key(skills: tuple[Skill, ...] | None) -> SkillsByKey | None:
    if skills is None:
        return None
    groups: dict[str, tuple[Skill, ...]] = {}
    for skill in skills:
        groups[skill.key] = (*groups.get(skill.key, ()), skill)
    return groups


def judge_skill(
    requirement: Requirement, skills: SkillsByKey | None, relations: Relations, weights: Weights
) -> Finding:
    """The best single answer counts, so naming a skill twice, or many akin to it, earns nothing."""
    if skills is None:
        question = f"Do you have experience with {requirement.name}?"
        return unknown("No skills have been read.", question)
    answers = [
        answer
        for key in requirement.keys
        for answer in _answers(key, skills, relations.get(key, {}), weights)
        if answer.credit > 0
    ]
    if not answers:
        return missing(f"{requirement.name} is not among the skills.")
    return _finding(requirement, _best(answers), weights)


def judge_skill_years(
    requirement: Requirement, skills: SkillsByKey | None, weights: Weights
) -> Finding:
    """Years of the skill itself: those of a related one say nothing about it."""
    question = f"For how many years have you worked with {requirement.name}?"
    if skills is None:
        return unknown("No skills have been read.", question)
    claims = [skill for key in requirement.keys for skill in skills.get(key, ())]
    if not claims:
        return missing(f"{requirement.name} is not among the skills.")
    timed = [Answer(skill.years, skill) for skill in claims if skill.years is not None]
    if not timed:
        return unknown("The years are not stated.", question)
    longest = _best(timed)
    finding = graded_years(longest.credit, requirement, longest.skill.evidence, weights)
    if finding.verdict == "not_met" and len(timed) < len(claims):
        return unknown("The years are not stated everywhere.", question)
    return finding


def _answers(
    key: str, skills: SkillsByKey, relations: Mapping[str, Relation], weights: Weights
) -> Iterator[Answer]:
    for skill in skills.get(key, ()):
        yield Answer(skill.confidence, skill)
    for other in skills.keys() & relations.keys() - {key}:
        relation = relations[other]
        part = weights.narrower if relation.kind == "narrower" else weights.related
        for skill in skills[other]:
            yield Answer(part * skill.confidence, skill, relation)


def _best(answers: list[Answer]) -> Answer:
    highest = max(answer.credit for answer in answers)
    equals = [answer for answer in answers if answer.credit == highest]
    return equals[0] if len(equals) == 1 else min(equals, key=repr)


def _finding(requirement: Requirement, answer: Answer, weights: Weights) -> Finding:
    skill, relation = answer.skill, answer.relation
    sure = skill.confidence >= weights.sure_from
    met_from = answer.credit if relation is None and sure else 2.0
    reason = _reason(requirement, skill, relation)
    if not sure:
        reason += f" Read with a confidence of {skill.confidence:.2f} only."
    finding = graded(answer.credit, reason, skill.evidence, met_from)
    return finding if relation is None else replace(finding, path=relation.path)


def _reason(requirement: Requirement, skill: Skill, relation: Relation | None) -> str:
    if relation is None:
        return f"{skill.name} is among the skills."
    if relation.kind == "narrower":
        return f"{skill.name} is a kind of {requirement.name}."
    return f"{skill.name} is akin to {requirement.name}."

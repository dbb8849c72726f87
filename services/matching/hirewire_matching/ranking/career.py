"""Title, seniority, years and education; to have more than is asked is never a fault."""

from typing import get_args

from hirewire_matching.ranking.findings import (
    Finding,
    graded,
    graded_years,
    missing,
    ramp,
    unknown,
)
from hirewire_matching.ranking.profiles import (
    Requirement,
    Seniority,
    Similarities,
    Stated,
    Title,
)
from hirewire_matching.ranking.weights import Weights

_SENIORITIES: tuple[str, ...] = get_args(Seniority)


def judge_title(
    requirement: Requirement,
    titles: tuple[Title, ...] | None,
    similarities: Similarities,
    weights: Weights,
) -> Finding:
    """The nearest title that the candidate has held counts."""
    if titles is None:
        return unknown("No titles have been read.", f"Have you worked as {requirement.name}?")
    graded_titles = [
        (credit, title)
        for title in titles
        if (credit := _title_credit(title, requirement, similarities, weights)) is not None
    ]
    if not titles:
        return missing("No title is stated.")
    if not graded_titles:
        return unknown("The titles have not been compared.")
    highest = max(credit for credit, _ in graded_titles)
    title = min((title for credit, title in graded_titles if credit == highest), key=repr)
    reason = f"Nearest title: {title.name}."
    return graded(highest, reason, title.evidence, weights.met_from)


def judge_semantic(similarities: Similarities, weights: Weights) -> Finding:
    if similarities.semantic is None:
        return unknown("The texts have not been compared.")
    credit = ramp(similarities.semantic, *weights.semantic_range)
    reason = f"The texts have a similarity of {similarities.semantic:.2f}."
    return graded(credit, reason, met_from=weights.met_from)


def judge_seniority(
    requirement: Requirement, seniority: Stated[Seniority] | None, weights: Weights
) -> Finding:
    if seniority is None:
        return unknown("The seniority is not stated.", "At which level do you work now?")
    reason = f"Works as {seniority.value}, {' or '.join(requirement.keys)} asked."
    lowest = next(rank for rank, level in enumerate(_SENIORITIES) if level in requirement.keys)
    below = lowest - _SENIORITIES.index(seniority.value)
    return graded(_credit_below(below, weights), reason, seniority.evidence)


def judge_experience(
    requirement: Requirement, years: Stated[float] | None, weights: Weights
) -> Finding:
    if years is None:
        return unknown("The years are not stated.", "How many years of experience do you have?")
    return graded_years(years.value, requirement, years.evidence, weights)


def judge_education(
    requirement: Requirement,
    education: Stated[int] | None,
    training: Stated[int] | None,
    weights: Weights,
) -> Finding:
    """``training``: of ``education``, what is more than general schooling."""
    if education is None:
        return unknown("No education is stated.", "Which is your highest degree?")
    asked = requirement.bound or 0
    if "training" in requirement.keys:
        if training is None:
            return missing("General schooling is stated, and no training.", education.evidence)
        education = training
    reason = f"Education of EQF level {education.value}, {asked:g} asked."
    return graded(_credit_below(asked - education.value, weights), reason, education.evidence)


def _title_credit(
    title: Title, requirement: Requirement, similarities: Similarities, weights: Weights
) -> float | None:
    if title.key in requirement.keys:
        return 1.0
    cosine = similarities.titles.get(title.key)
    return None if cosine is None else ramp(cosine, *weights.title_range)


def _credit_below(steps: float, weights: Weights) -> float:
    if steps <= 0:
        return 1.0
    return weights.one_below if steps <= 1 else 0.0

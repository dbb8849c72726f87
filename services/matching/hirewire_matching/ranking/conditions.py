"""Languages, certificates, places, and what else has to fit between a job and a person."""

from typing import Literal

from hirewire_matching.ranking.findings import Finding, graded, missing, unknown
from hirewire_matching.ranking.profiles import (
    CEFR,
    Certificate,
    Language,
    Place,
    Requirement,
    Salary,
    Stated,
    Workplace,
)
from hirewire_matching.ranking.weights import Weights


def judge_language(
    requirement: Requirement, languages: tuple[Language, ...] | None, weights: Weights
) -> Finding:
    question = f"How well do you speak {requirement.name}?"
    if languages is None:
        return unknown("No languages have been read.", question)
    spoken = [language for language in languages if language.code in requirement.keys]
    if not spoken:
        return missing(f"{requirement.name} is not among the languages.")
    best = min(spoken, key=lambda language: (-_rank(language), repr(language)))
    if requirement.bound is None:
        return graded(1.0, f"{best.name} is among the languages.", best.evidence)
    if best.level is None:
        return unknown("The level is not stated.", question)
    below = requirement.bound - CEFR[best.level]
    credit = 1.0 if below <= 0 else weights.one_below if below <= 1 else 0.0
    return graded(credit, f"{best.name}: {best.level}, {_level(requirement)} asked.", best.evidence)


def judge_certificate(
    requirement: Requirement, certificates: tuple[Certificate, ...] | None
) -> Finding:
    if certificates is None:
        return unknown("No certificates have been read.", f"Do you hold {requirement.name}?")
    held = [certificate for certificate in certificates if certificate.key in requirement.keys]
    if not held:
        return missing(f"{requirement.name} is not among the certificates.")
    certificate = min(held, key=repr)
    return graded(1.0, f"Holds {certificate.name}.", certificate.evidence)


def judge_location(
    requirement: Requirement, places: tuple[Place, ...] | None, weights: Weights
) -> Finding:
    """Within an asked place is met, elsewhere in its country partial."""
    question = f"Could you work in {requirement.name}?"
    if not places:
        return unknown("No place is stated.", question)
    nearest = {_nearness(place, requirement): place for place in sorted(places, key=repr)[::-1]}
    if place := nearest.get("within"):
        return graded(1.0, f"{place.name} is where the job is.", place.evidence)
    if place := nearest.get("around"):
        return unknown(f"{place.name} is stated, and no more exactly.", question)
    if place := nearest.get("country"):
        reason = f"{place.name} is in the same country as {requirement.name}."
        return graded(weights.same_country, reason, place.evidence)
    place = nearest["elsewhere"]
    return missing(f"{place.name} is in another country than {requirement.name}.", place.evidence)


def judge_workplace(
    requirement: Requirement, workplaces: Stated[frozenset[Workplace]] | None
) -> Finding:
    if workplaces is None:
        return unknown("No wish is stated.", f"Would you work {requirement.name}?")
    wished = ", ".join(sorted(workplaces.value)) or "none"
    credit = 1.0 if workplaces.value.intersection(requirement.keys) else 0.0
    return graded(credit, f"Wishes for {wished}; {requirement.name} offered.", workplaces.evidence)


def judge_salary(requirement: Requirement, salary: Stated[Salary] | None) -> Finding:
    question = "Which salary do you expect?"
    if salary is None or requirement.bound is None:
        return unknown("No expectation is stated.", question)
    if salary.value.currency not in requirement.keys:
        return unknown(f"The expectation is in {salary.value.currency}.", question)
    fits = salary.value.amount <= requirement.bound
    reason = f"Expects {salary.value.amount:g} a year, at most {requirement.bound:g} is paid."
    return graded(1.0 if fits else 0.0, reason, salary.evidence)


def judge_work_permit(requirement: Requirement, permits: Stated[frozenset[str]] | None) -> Finding:
    if permits is None:
        return unknown("No work permit is stated.", f"May you work in {requirement.name}?")
    permitted = bool(permits.value.intersection(requirement.keys))
    reason = f"{'May' if permitted else 'May not'} work in {requirement.name}."
    return graded(1.0 if permitted else 0.0, reason, permits.evidence)


def _nearness(
    place: Place, requirement: Requirement
) -> Literal["within", "around", "country", "elsewhere"]:
    asked = requirement.keys
    if any(f"{place.key}/".startswith(f"{key}/") for key in asked):
        return "within"
    if any(f"{key}/".startswith(f"{place.key}/") for key in asked):
        return "around"
    country = place.key.partition("/")[0]
    return "country" if any(key.partition("/")[0] == country for key in asked) else "elsewhere"


def _rank(language: Language) -> int:
    return 0 if language.level is None else CEFR[language.level]


def _level(requirement: Requirement) -> str:
    levels = {rank: level for level, rank in CEFR.items() if level != "native"}
    return levels.get(int(requirement.bound or 0), "none")

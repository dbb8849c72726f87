"""What was found for one requirement, before it is weighed."""

from dataclasses import dataclass
from typing import Literal

from hirewire_matching.ranking.profiles import Evidence, Requirement
from hirewire_matching.ranking.weights import Weights

VerdictName = Literal["met", "partial", "not_met", "unknown"]


@dataclass(frozen=True, slots=True)
class Finding:
    """``credit`` is the part of the weight that is earned: 0 if and only if not met.

    ``question`` is worth asking the candidate; ``path`` leads through the skill graph.
    """

    verdict: VerdictName
    credit: float
    reason: str
    evidence: tuple[Evidence, ...] = ()
    path: tuple[str, ...] = ()
    question: str | None = None


def unknown(reason: str, question: str | None = None) -> Finding:
    return Finding("unknown", 0.0, reason, question=question)


def missing(reason: str, evidence: tuple[Evidence, ...] = ()) -> Finding:
    return Finding("not_met", 0.0, reason, evidence)


def graded(
    credit: float, reason: str, evidence: tuple[Evidence, ...] = (), met_from: float = 1.0
) -> Finding:
    """Met from ``met_from`` on, partial below it, not met at 0."""
    if credit <= 0:
        return missing(reason, evidence)
    return Finding("met" if credit >= met_from else "partial", min(credit, 1.0), reason, evidence)


def ramp(value: float, start: float, end: float) -> float:
    """0 up to ``start``, 1 from ``end`` on, straight between them."""
    return min(1.0, max(0.0, (value - start) / (end - start)))


def graded_years(
    years: float, requirement: Requirement, evidence: tuple[Evidence, ...], weights: Weights
) -> Finding:
    """All of the years are met, and below a part of them (``no_years_below``) nothing is."""
    asked = requirement.bound or 0.0
    reason = f"{requirement.name}: {years:g} years, {asked:g} asked."
    credit = 1.0 if years >= asked else ramp(years / asked, weights.no_years_below, 1.0)
    return graded(credit, reason, evidence)

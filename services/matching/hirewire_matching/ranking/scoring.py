"""The score as arithmetic over the ledger's rows.

    score = sum(contribution) / sum(weight), over the rows whose verdict is not ``unknown``,
            rounded to 6 digits; 0 when nothing is known

A component is the same quotient over the rows of its kinds. An unknown row is in neither sum, so
it neither helps nor punishes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import fsum
from types import MappingProxyType
from typing import Literal, TypedDict

from hirewire_matching.ranking.findings import VerdictName
from hirewire_matching.ranking.profiles import Kind, Requirement
from hirewire_matching.ranking.rows import Ledger
from hirewire_matching.ranking.verdicts import DIGITS, Verdict, held_back

Component = Literal["skills", "semantic", "title", "experience", "location", "language"]

COMPONENTS: Mapping[Kind, Component] = MappingProxyType(
    {
        "skill": "skills",
        "skill_years": "skills",
        "certificate": "skills",
        "semantic": "semantic",
        "title": "title",
        "seniority": "experience",
        "experience": "experience",
        "education": "experience",
        "location": "location",
        "workplace": "location",
        "language": "language",
    }
)


class Row(TypedDict):
    """What of a serialised verdict makes the score."""

    verdict: VerdictName
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """``rank`` begins with 1."""

    rank: int
    score: float
    ledger: Ledger


def score(ledger: Ledger) -> float:
    """Between 0 and 1."""
    return _quotient(_known(ledger.verdicts)) or 0.0


def recompute(rows: Iterable[Row]) -> float:
    """The score from the rows of an API answer; equal to ``score`` to the digit."""
    known = [row for row in rows if row["verdict"] != "unknown"]
    return _quotient((row["weight"], row["contribution"]) for row in known) or 0.0


def components(ledger: Ledger) -> dict[Component, float]:
    """The score's parts; those of which nothing is known or asked are not there."""
    parts = {}
    for name in sorted(set(COMPONENTS.values())):
        rows = (row for row in ledger.verdicts if COMPONENTS.get(row.requirement.kind) == name)
        part = _quotient(_known(rows))
        if part is not None:
            parts[name] = part
    return parts


def score_if_met(ledger: Ledger, requirement: Requirement) -> float:
    """What the score would be if this requirement were wholly met, and the texts bore it out."""
    rows = [_met(row) if row.requirement == requirement else row for row in ledger.verdicts]
    return _quotient(_known(held_back(rows))) or 0.0


def known_share(ledger: Ledger) -> float:
    """Which part of the weight the candidate's data could speak to, between 0 and 1."""
    known = [(row.weight, row.weight * (row.verdict != "unknown")) for row in ledger.verdicts]
    return _quotient(known) or 0.0


def to_ask(ledger: Ledger) -> tuple[str, ...]:
    """Questions that would settle what is unknown, each once: hard filters first."""
    filters = [found.question for found in ledger.hard_filters]
    questions = [*filters, *(row.question for row in ledger.verdicts)]
    return tuple(dict.fromkeys(question for question in questions if question is not None))


def rank(ledgers: Iterable[Ledger]) -> tuple[Ranked, ...]:
    """Best first; equal scores by the candidate's id, then the job's."""
    scored = [(score(ledger), ledger) for ledger in ledgers]
    scored.sort(key=lambda pair: (-pair[0], pair[1].candidate_id, pair[1].job_id))
    return tuple(Ranked(place, value, ledger) for place, (value, ledger) in enumerate(scored, 1))


def _met(row: Verdict) -> Verdict:
    return replace(row, verdict="met", contribution=row.weight, likeness=None)


def _known(rows: Iterable[Verdict]) -> list[tuple[float, float]]:
    return [(row.weight, row.contribution) for row in rows if row.verdict != "unknown"]


def _quotient(pairs: Iterable[tuple[float, float]]) -> float | None:
    weights, contributions = zip(*pairs, strict=True) if (pairs := list(pairs)) else ((), ())
    whole = fsum(weights)
    return round(fsum(contributions) / whole, DIGITS) if whole > 0 else None

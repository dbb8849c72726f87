"""Shares fitted to what people think of matches, from the rows that they were shown.

A match's score under other shares is arithmetic over its rows, so nothing is judged anew. The fit
is coordinate ascent (Metzler and Croft, *Linear feature-based models for information retrieval*,
2007) of how often a good match is above a bad one of the same job.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import TypedDict

from hirewire_matching.ranking.findings import VerdictName
from hirewire_matching.ranking.profiles import Kind
from hirewire_matching.ranking.weights import DEFAULT_WEIGHTS

STEPS = (0.25, 0.5, 0.8, 1.25, 2.0, 4.0)
ROUNDS = 4
LEAST_GAIN = 1e-4
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A row that is not unknown: ``share`` is its part of the rows of its kind, ``credit`` 0-1."""

    kind: Kind
    share: float
    credit: float


@dataclass(frozen=True, slots=True)
class Labelled:
    """A match that somebody judged."""

    job_id: str
    is_good: bool
    parts: tuple[Part, ...]


class ToldRow(TypedDict):
    """What of a verdict as the API tells it can be weighed anew."""

    kind: Kind
    required: bool
    verdict: VerdictName
    weight: float
    contribution: float


def parts_of(
    rows: Sequence[ToldRow], optional: float = DEFAULT_WEIGHTS.optional
) -> tuple[Part, ...]:
    """Each row as a part of its kind, as the weights divide it: what is optional has a part."""
    wholes: defaultdict[tuple[str, bool], float] = defaultdict(float)
    for row in rows:
        wholes[row["kind"], row["required"]] += row["weight"]
    return tuple(
        Part(
            row["kind"],
            row["weight"] / wholes[row["kind"], row["required"]] * (row["required"] or optional),
            row["contribution"] / row["weight"],
        )
        for row in rows
        if row["verdict"] != "unknown" and row["weight"] > 0
    )


def score_with(parts: Sequence[Part], shares: Mapping[Kind, float]) -> float:
    weights = [shares.get(part.kind, 0.0) * part.share for part in parts]
    earned = (weight * part.credit for weight, part in zip(weights, parts, strict=True))
    whole = fsum(weights)
    return fsum(earned) / whole if whole else 0.0


def agreement(labelled: Sequence[Labelled], shares: Mapping[Kind, float]) -> float:
    """How often a good match is above a bad one of its job; equals count half. 0.5 without any."""
    won = [_won(good, bad) for good, bad in _pairs(labelled, shares)]
    return fsum(won) / len(won) if won else 0.5


def fitted(labelled: Sequence[Labelled], start: Mapping[Kind, float]) -> dict[Kind, float]:
    """Shares of sum 1 that agree best, step by step from ``start``; the same each time."""
    shares, best = dict(start), agreement(labelled, start)
    for _ in range(ROUNDS):
        before = best
        for kind in sorted(shares):
            for step in STEPS:
                tried = {**shares, kind: shares[kind] * step}
                found = agreement(labelled, tried)
                if found > best + LEAST_GAIN:
                    shares, best = tried, found
        if best == before:
            break
    whole = fsum(shares.values())
    return {kind: round(share / whole, DIGITS) for kind, share in sorted(shares.items())}


def _pairs(
    labelled: Sequence[Labelled], shares: Mapping[Kind, float]
) -> Iterator[tuple[float, float]]:
    jobs: defaultdict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for match in labelled:
        good, bad = jobs[match.job_id]
        (good if match.is_good else bad).append(score_with(match.parts, shares))
    for good, bad in jobs.values():
        yield from ((better, worse) for better in good for worse in bad)


def _won(good: float, bad: float) -> float:
    return 0.5 if good == bad else float(good > bad)

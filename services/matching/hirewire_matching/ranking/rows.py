"""The claim ledger: each requirement of a job with its verdict on one candidate."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import get_args

from hirewire_matching.ranking.findings import Finding
from hirewire_matching.ranking.judging import Case, judge
from hirewire_matching.ranking.profiles import (
    CandidateProfile,
    JobProfile,
    Kind,
    Relations,
    Requirement,
    Similarities,
)
from hirewire_matching.ranking.verdicts import DIGITS, Verdict, held_back
from hirewire_matching.ranking.weights import DEFAULT_WEIGHTS, Weights

_POSITIONS: dict[str, int] = {kind: position for position, kind in enumerate(get_args(Kind))}
_SEMANTIC = Requirement("semantic", "Texts as a whole")


@dataclass(frozen=True, slots=True)
class HardFilter:
    """``passed`` is None when the candidate's data does not tell. Nobody is rejected by it."""

    name: str
    passed: bool | None
    detail: str
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    job_id: str
    candidate_id: str
    weights_version: str
    verdicts: tuple[Verdict, ...]
    hard_filters: tuple[HardFilter, ...] = ()


def ledger(
    job: JobProfile,
    candidate: CandidateProfile,
    similarities: Similarities,
    relations: Relations,
    weights: Weights = DEFAULT_WEIGHTS,
) -> Ledger:
    """Judge the candidate on every requirement: a pure function, the order of its input is moot."""
    case = Case.of(candidate, similarities, relations, weights)
    requirements = sorted((*job.requirements, _SEMANTIC), key=_position)
    weighed = zip(requirements, row_weights(requirements, weights), strict=True)
    rows = [_verdict(row, weight, judge(row, case)) for row, weight in weighed]
    return Ledger(
        job_id=job.id,
        candidate_id=candidate.id,
        weights_version=weights.version,
        verdicts=held_back(rows, weights.met_from),
        hard_filters=tuple(
            _hard_filter(row, judge(row, case)) for row in sorted(job.filters, key=_position)
        ),
    )


def row_weights(requirements: Sequence[Requirement], weights: Weights) -> list[float]:
    """The rows' weights, of sum 1 before they are rounded to ``DIGITS``.

    Each kind has its share, for what is required and for what is optional; within these, rows
    have theirs in proportion to their own weights.
    """
    members: defaultdict[tuple[Kind, bool], list[float]] = defaultdict(list)
    for row in requirements:
        members[row.kind, row.required].append(row.weight)
    sums = {group: fsum(found) for group, found in members.items()}
    shares = {
        (kind, required): weights.shares.get(kind, 0.0) * (1.0 if required else weights.optional)
        for (kind, required), total in sums.items()
        if total > 0
    }
    whole = fsum(shares.values())
    return [
        round(shares[group] / whole * (row.weight / sums[group]), DIGITS)
        if shares.get(group := (row.kind, row.required))
        else 0.0
        for row in requirements
    ]


def _verdict(requirement: Requirement, weight: float, finding: Finding) -> Verdict:
    compared = requirement.kind == "semantic" and finding.verdict != "unknown"
    return Verdict(
        requirement=requirement,
        verdict=finding.verdict,
        weight=weight,
        contribution=round(weight * finding.credit, DIGITS),
        reason=finding.reason,
        evidence=finding.evidence,
        path=finding.path,
        question=finding.question,
        likeness=finding.credit if compared else None,
    )


def _hard_filter(requirement: Requirement, finding: Finding) -> HardFilter:
    passed = None if finding.verdict == "unknown" else finding.verdict == "met"
    return HardFilter(requirement.name, passed, finding.reason, finding.question)


def _position(row: Requirement) -> tuple[object, ...]:
    places = tuple((where.document_id, where.start, where.quote) for where in row.evidence)
    bound = -1.0 if row.bound is None else row.bound
    kind = _POSITIONS[row.kind]
    return kind, not row.required, row.name, row.keys, bound, row.weight, places

"""A row of the ledger, and what holds the row of texts back.

A text that repeats the job is near to it, whoever wrote it. So texts bear out what the other rows
show and show nothing by themselves (docs/adr/0089).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum

from hirewire_matching.ranking.findings import VerdictName, graded, unknown
from hirewire_matching.ranking.profiles import Evidence, Requirement

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Verdict:
    """A row of the ledger, with 0 <= ``contribution`` <= ``weight``, both rounded.

    ``evidence`` is the candidate's; the job's is in ``requirement``. ``likeness``, of the row of
    texts alone, is the part of the weight that it would earn if nothing held it back.
    """

    requirement: Requirement
    verdict: VerdictName
    weight: float
    contribution: float
    reason: str
    evidence: tuple[Evidence, ...] = ()
    path: tuple[str, ...] = ()
    question: str | None = None
    likeness: float | None = None


def held_back(rows: Sequence[Verdict], met_from: float = 1.0) -> tuple[Verdict, ...]:
    """The rows, that of the texts with no larger part of its weight than the skills have of theirs.

    Where no skill is judged, than all other known rows have; where there are none, it is unknown.
    """
    others = [row for row in rows if row.requirement.kind != "semantic" and _is_known(row)]
    most = _earned(row for row in others if row.requirement.kind == "skill")
    most = _earned(others) if most is None else most
    return tuple(
        row if row.likeness is None else _at_most(most, row, row.likeness, met_from) for row in rows
    )


def _at_most(most: float | None, row: Verdict, likeness: float, met_from: float) -> Verdict:
    reason = row.reason
    if most is None:
        found = unknown(f"{reason} Nothing that they could bear out is known.")
    else:
        if most < likeness:
            reason = f"{reason} They count no more than what the other rows show: {most:.2f}."
        found = graded(min(likeness, most), reason, met_from=met_from)
    contribution = round(row.weight * found.credit, DIGITS)
    return replace(row, verdict=found.verdict, contribution=contribution, reason=found.reason)


def _is_known(row: Verdict) -> bool:
    return row.verdict != "unknown"


def _earned(rows: Iterable[Verdict]) -> float | None:
    """Which part of their weight the rows brought; None when they weigh nothing."""
    pairs = [(row.contribution, row.weight) for row in rows]
    whole = fsum(weight for _, weight in pairs)
    return min(1.0, fsum(part for part, _ in pairs) / whole) if whole > 0 else None

"""What a run would have shown under other weights, and how far that is from what it did show.

Rows are weighed anew, not judged anew: a shadow's run needs neither texts nor the model, and nobody
sees it. Whoever the run did not show is not in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from hirewire_matching.ranking.profiles import Kind
from hirewire_matching.ranking.tuning import ToldRow, parts_of, score_with

TOP = 10
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """An item of a run as it was told."""

    id: str
    rank: int
    score: float
    rows: Sequence[ToldRow]


@dataclass(frozen=True, slots=True)
class Move:
    """An item at its rank, and where the shadow has it."""

    id: str
    rank: int
    shadow_rank: int
    score: float
    shadow_score: float

    @property
    def distance(self) -> int:
        return abs(self.rank - self.shadow_rank)


@dataclass(frozen=True, slots=True)
class Difference:
    """``overlap``: the part of the first ten that both have. ``tau``: Kendall's, 1 is one order."""

    moves: tuple[Move, ...]
    overlap: float
    tau: float


def difference(items: Sequence[Shown], shares: Mapping[Kind, float]) -> Difference:
    """A pure function of the told rows; equal scores in the order of their ids, as in a run."""
    scored = [(round(score_with(parts_of(i.rows), shares), _DIGITS), i) for i in items]
    scored.sort(key=lambda pair: (-pair[0], pair[1].id))
    moves = tuple(
        Move(item.id, item.rank, rank, item.score, score)
        for rank, (score, item) in enumerate(scored, 1)
    )
    return Difference(moves, _overlap(moves), _tau(moves))


def _overlap(moves: Sequence[Move]) -> float:
    most = min(TOP, len(moves))
    both = sum(move.rank <= most and move.shadow_rank <= most for move in moves)
    return both / most if most else 1.0


def _tau(moves: Sequence[Move]) -> float:
    pairs = list(combinations(moves, 2))
    agreed = sum((a.rank < b.rank) == (a.shadow_rank < b.shadow_rank) for a, b in pairs)
    return (2 * agreed - len(pairs)) / len(pairs) if pairs else 1.0

"""From scores of words to spans of words.

Tags are `O`, `B`, `I`, in this order. The best series of tags in which no `I` follows an `O` is
found by dynamic programming (Viterbi 1967).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

OUTSIDE, BEGIN, INSIDE = range(3)
TAGS = 3
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WordSpan:
    """Words `first:last`; `probability` is that of the least sure tag in it."""

    first: int
    last: int
    probability: float


def spans_in(scores: Scores, bias: float, breaks: Sequence[bool]) -> list[WordSpan]:
    """Spans of one kind in `scores` (words, 3), from left to right.

    `bias` is added to what speaks for `O`; no span goes on over a word that `breaks`.
    """
    if not len(scores):
        return []
    likely = _log_shares(scores)
    tags = _best_series(likely + np.array([bias, 0.0, 0.0]), breaks)
    inside = 1.0 - np.exp(likely[:, OUTSIDE])
    return [WordSpan(first, last, float(inside[first:last].mean())) for first, last in _runs(tags)]


def _best_series(likely: Scores, breaks: Sequence[bool]) -> list[int]:
    # In plain numbers: numpy takes longer over three of them than the sums do.
    before = [0.0, -inf, -inf]
    origins = []
    for (outside, begin, inside), broken in zip(likely.tolist(), breaks, strict=True):
        best = before.index(max(before))
        held = max((BEGIN, INSIDE), key=before.__getitem__)
        origins.append((best, best, held))
        going_on = -inf if broken else before[held]
        before = [before[best] + outside, before[best] + begin, going_on + inside]
    tag = before.index(max(before))
    tags = [tag]
    for origin in reversed(origins[1:]):
        tag = origin[tag]
        tags.append(tag)
    return tags[::-1]


def _runs(tags: Sequence[int]) -> Iterator[tuple[int, int]]:
    first: int | None = None
    for place, tag in enumerate((*tags, OUTSIDE)):
        if tag != INSIDE and first is not None:
            yield first, place
            first = None
        if tag == BEGIN:
            first = place


def _log_shares(scores: Scores) -> Scores:
    raised = scores - scores.max(axis=1, keepdims=True)
    shares: Scores = raised - np.log(np.exp(raised).sum(axis=1, keepdims=True))
    return shares

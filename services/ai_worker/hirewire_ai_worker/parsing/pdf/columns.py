"""Reading order: cuts a page into columns along the tallest gutters, again and again.

A recursive cut in the manner of the XY-cut (Nagy and Seth, 1984), but led by gutters that hold over
a run of rows, so that a full-width header or footer does not hide two columns, and paragraph gaps
do not cut a column in pieces.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hirewire_ai_worker.parsing.pdf.segments import Segment, rows_of

GUTTER = 7.0
FEWEST_ROWS = 3
DATED = re.compile(r"\d{4}|present|current|today|heute|aujourd|actual", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cut:
    """The gutter left of `edge`, held between `top` and `bottom`."""

    edge: float
    top: float
    bottom: float
    score: float


def reading_order(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Regions in reading order; inside a region, rows are read from the top down."""
    if not segments:
        return []
    cut = _best_cut(segments)
    if cut is None:
        return [list(segments)]
    above = [each for each in segments if each.middle < cut.top]
    below = [each for each in segments if each.middle > cut.bottom]
    inside = [each for each in segments if cut.top <= each.middle <= cut.bottom]
    left = [each for each in inside if each.left < cut.edge - 1]
    right = [each for each in inside if each.left >= cut.edge - 1]
    parts = (above, left, right, below)
    return [region for part in parts for region in reading_order(part)]


def _best_cut(segments: Sequence[Segment]) -> Cut | None:
    edges = sorted({round(each.left) for each in segments})
    ordered = sorted(segments, key=lambda each: each.middle)
    cuts = [cut for edge in edges for cut in _cuts_at(edge, ordered)]
    return max(cuts, key=lambda cut: cut.score, default=None)


def _cuts_at(edge: float, ordered: Sequence[Segment]) -> list[Cut]:
    runs: list[list[Segment]] = [[]]
    for each in ordered:
        if each.left < edge - 1 and each.right > edge - GUTTER:
            runs.append([])
        else:
            runs[-1].append(each)
    return [cut for run in runs if (cut := _judged(edge, run)) is not None]


def _judged(edge: float, run: Sequence[Segment]) -> Cut | None:
    left = rows_of([each for each in run if each.left < edge - 1])
    right = rows_of([each for each in run if each.left >= edge - 1])
    if min(len(left), len(right)) < FEWEST_ROWS or _is_side_note(left, right):
        return None
    if not _starts_at(edge, right) or _is_side_note(right, left):
        return None
    top = min(each.middle for each in run)
    bottom = max(each.middle for each in run)
    both = min(_extent(left), _extent(right))
    return Cut(edge, top, bottom, both + 4 * min(len(left), len(right)))


def _starts_at(edge: float, rows: Sequence[Sequence[Segment]]) -> bool:
    """A column's rows start together; bullets and continuation lines start a little further in."""
    starts = [row[0].left for row in rows]
    aligned = sum(1 for start in starts if start < edge + 30)
    return 2 * aligned >= len(starts)


def _extent(rows: Sequence[Sequence[Segment]]) -> float:
    return rows[-1][0].middle - rows[0][0].middle


def _is_side_note(notes: Sequence[Sequence[Segment]], main: Sequence[Sequence[Segment]]) -> bool:
    """True when `notes` are dates, places or labels that belong to the rows beside them.

    Rows of independent columns stand side by side at any height; a note is level with its row, or
    has its height to itself.
    """
    level = [row for row in notes if _has_level_row(row, main)]
    clashing = [row for row in notes if row not in level and _overlaps(row, main)]
    if not level or len(clashing) > 0.2 * len(notes):
        return False
    dated = sum(1 for row in level if any(DATED.search(each.text) for each in row))
    return 2 * dated >= len(level) or _all_short(_groups(notes))


def _overlaps(row: Sequence[Segment], others: Sequence[Sequence[Segment]]) -> bool:
    top, bottom = row[0].top + 0.15 * row[0].height, row[0].bottom - 0.15 * row[0].height
    return any(other[0].top < bottom and other[0].bottom > top for other in others)


def _has_level_row(row: Sequence[Segment], others: Sequence[Sequence[Segment]]) -> bool:
    return any(abs(row[0].middle - other[0].middle) < 0.4 * row[0].height for other in others)


def _groups(rows: Sequence[Sequence[Segment]]) -> list[int]:
    """Lengths of the runs of rows that stand close together."""
    groups: list[int] = []
    previous = None
    for row in rows:
        if previous is not None and row[0].top - previous.bottom < 0.8 * previous.height:
            groups[-1] += 1
        else:
            groups.append(1)
        previous = row[0]
    return groups


def _all_short(groups: Sequence[int]) -> bool:
    return max(groups, default=0) <= FEWEST_ROWS

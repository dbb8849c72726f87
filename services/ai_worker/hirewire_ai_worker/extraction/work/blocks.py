"""Where each position begins and ends in a section: every one is anchored on its dates."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from hirewire_ai_worker.extraction.dates import Period, find_periods
from hirewire_ai_worker.extraction.organizations import has_legal_form
from hirewire_ai_worker.extraction.view import TextLine, View

MOST_HEAD_LINES = 3
LONGEST_HEAD = 14
LONGEST_FIELD = 12
BULLET_WIDTH = 3
BORDERS = "\t|\u00b7\u2022,(:;"


@dataclass(frozen=True, slots=True)
class Block:
    """`head` are the lines of the heading, `body` those below it.

    `below` are the first lines of the body that may still belong to the heading; `period` is the
    anchor, None where a section gives no dates at all.
    """

    head: tuple[TextLine, ...]
    below: tuple[TextLine, ...]
    body: tuple[TextLine, ...]
    period: Period | None


@dataclass(frozen=True, slots=True)
class _Anchor:
    index: int
    period: Period | None


def blocks_of(view: View, lines: Sequence[TextLine]) -> list[Block]:
    """Positions in order; without dates, a position begins where headings follow a body."""
    anchors = _anchors(view, lines) or _undated(view, lines)
    if not anchors:
        return []
    above = _lines_above(view, lines, anchors[0].index, 0, MOST_HEAD_LINES)
    starts = [anchors[0].index - above]
    for before, anchor in itertools.pairwise(anchors):
        starts.append(
            anchor.index - _lines_above(view, lines, anchor.index, before.index + 1, above)
        )
    ends = [*starts[1:], len(lines)]
    return [
        _block(view, lines, anchor, start, end)
        for anchor, start, end in zip(anchors, starts, ends, strict=True)
    ]


def _undated(view: View, lines: Sequence[TextLine]) -> list[_Anchor]:
    heads = [is_head_like(view, line) for line in lines]
    if not any(line.is_item for line in lines):
        return [_Anchor(0, None)] if lines and heads[0] else []
    starts = [
        index
        for index, head in enumerate(heads)
        if head and not any(heads[max(0, index - 1) : index])
    ]
    return [_Anchor(index, None) for index in starts]


def _block(view: View, lines: Sequence[TextLine], anchor: _Anchor, start: int, end: int) -> Block:
    below: list[TextLine] = []
    for line in lines[anchor.index + 1 : min(end, anchor.index + 1 + MOST_HEAD_LINES)]:
        if not is_head_like(view, line) or len(line.text.split()) > LONGEST_FIELD:
            break
        below.append(line)
    head = tuple(lines[start : anchor.index + 1])
    return Block(head, tuple(below), tuple(lines[anchor.index + 1 : end]), anchor.period)


def is_head_like(view: View, line: TextLine) -> bool:
    """Short, no list item, no end of a sentence and no continuation of one."""
    continued = (
        line.start > 0 and view.folded[line.start - 1] == " " and view.text[line.start - 1] == "\n"
    )
    if line.is_item or continued or len(line.text.split()) > LONGEST_HEAD:
        return False
    ends_sentence = re.search(r"[a-z\u00df-\u00ff0-9%]{2,}\.$", line.text) is not None
    closed = ends_sentence and not has_legal_form(line.text)
    return not closed and not line.text[:1].islower()


def _anchors(view: View, lines: Sequence[TextLine]) -> list[_Anchor]:
    dated = [(index, _date_of(line)) for index, line in enumerate(lines)]
    found = [_Anchor(index, period) for index, period in dated if period is not None]
    ranges = [anchor for anchor in found if anchor.period and anchor.period.is_range]
    kept = ranges or found
    cells = [each for each in found if each not in kept and _is_cell(view, each.period)]
    return sorted([*kept, *cells], key=lambda anchor: anchor.index)


def _date_of(line: TextLine) -> Period | None:
    """The date that makes the line a heading: it stands at an edge, and little else is there."""
    if line.is_item and not _opens_with_date(line):
        return None
    periods = find_periods(line.text, line.start)
    for period in sorted(periods, key=lambda each: not each.is_range):
        rest = line.text[: period.start - line.start] + line.text[period.end - line.start :]
        if len(rest.split()) <= LONGEST_HEAD and _at_edge(line, period):
            return period
    return None


def _opens_with_date(line: TextLine) -> bool:
    return any(
        each.is_range and each.start - line.start <= BULLET_WIDTH
        for each in find_periods(line.text, line.start)
    )


def _at_edge(line: TextLine, period: Period) -> bool:
    before = line.text[: period.start - line.start].rstrip(" ")
    after = line.text[period.end - line.start :].lstrip(" )")
    if not after or not before.strip("(-\u2022\u00b7* "):
        return True
    return period.is_range and (before.endswith(tuple(BORDERS)) or after[:1] in BORDERS)


def _is_cell(view: View, period: Period | None) -> bool:
    return period is not None and view.text[period.start - 1 : period.start] == "\t"


def _lines_above(view: View, lines: Sequence[TextLine], index: int, first: int, most: int) -> int:
    """How many of the lines above the anchor belong to its heading."""
    count = 0
    while count < most and index - count - 1 >= first:
        if not is_head_like(view, lines[index - count - 1]):
            break
        count += 1
    return count
